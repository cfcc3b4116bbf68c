#!/bin/sh
# Makes an AppImage of build/frozen/annotator. NOT TRIED: appimagetool was not at hand where this was written.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
app=$here/build/AppDir
rm -rf "$app"
mkdir -p "$app/usr/lib"
cp -r "$here/build/frozen/annotator" "$app/usr/lib/quotation-annotator"
cp "$here/packaging/linux/quotation-annotator.desktop" "$app/"
cp "$here/packaging/icon.png" "$app/quotation-annotator.png"
cat > "$app/AppRun" <<'RUN'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/usr/lib/quotation-annotator/annotator" "${@:-desk}"
RUN
chmod +x "$app/AppRun"
appimagetool "$app" "$here/build/QuotationAnnotator-x86_64.AppImage"
