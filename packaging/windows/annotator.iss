; Inno Setup script for the Windows installer. NOT TRIED: no Windows machine was at hand where this was written.
; First: py -m PyInstaller --noconfirm --distpath ..\..\build\frozen --workpath ..\..\build\pyinstaller ..\annotator.spec
; Then:  iscc annotator.iss
[Setup]
AppName=Quotation Annotator
AppVersion=0.1.0
DefaultDirName={autopf}\Quotation Annotator
DefaultGroupName=Quotation Annotator
OutputDir=..\..\build
OutputBaseFilename=QuotationAnnotatorSetup
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
PrivilegesRequired=lowest
ChangesAssociations=yes
LicenseFile=..\..\LICENSE

[Files]
Source: "..\..\build\frozen\annotator\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Quotation Annotator"; Filename: "{app}\annotator.exe"; Parameters: "desk"

[Registry]
Root: HKA; Subkey: "Software\Classes\.annot"; ValueType: string; ValueData: "QuotationAnnotator.Project"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\QuotationAnnotator.Project"; ValueType: string; ValueData: "Quotation Annotator project"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\QuotationAnnotator.Project\shell\open\command"; ValueType: string; ValueData: """{app}\annotator.exe"" desk ""%1"""
