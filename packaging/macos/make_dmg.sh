#!/bin/sh
# Makes a disk image for macOS. NOT TRIED: no Mac was at hand where this was written.
# Signing and notarization need an Apple developer account: codesign --deep --sign, xcrun notarytool submit, xcrun stapler staple.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
app="$here/build/Quotation Annotator.app"
rm -rf "$app" "$here/build/QuotationAnnotator.dmg"
mkdir -p "$app/Contents/MacOS" "$app/Contents/Resources"
cp -R "$here/build/frozen/annotator/" "$app/Contents/MacOS/"
cp "$here/packaging/icon.png" "$app/Contents/Resources/"
cat > "$app/Contents/MacOS/start" <<'RUN'
#!/bin/sh
exec "$(dirname "$0")/annotator" desk "$@"
RUN
chmod +x "$app/Contents/MacOS/start"
cat > "$app/Contents/Info.plist" <<'PLIST'
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleName</key><string>Quotation Annotator</string>
<key>CFBundleIdentifier</key><string>quotation-annotator</string>
<key>CFBundleExecutable</key><string>start</string>
<key>CFBundleShortVersionString</key><string>0.1.0</string>
<key>CFBundleDocumentTypes</key><array><dict>
<key>CFBundleTypeName</key><string>Quotation Annotator project</string>
<key>CFBundleTypeExtensions</key><array><string>annot</string></array>
<key>CFBundleTypeRole</key><string>Editor</string>
</dict></array>
</dict></plist>
PLIST
hdiutil create -volname "Quotation Annotator" -srcfolder "$app" -ov -format UDZO "$here/build/QuotationAnnotator.dmg"
