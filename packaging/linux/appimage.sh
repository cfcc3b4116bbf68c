#!/bin/sh
# Makes build/AppDir of build/frozen/annotator, and an AppImage of it where appimagetool is at hand (it is on no package registry).
# packaging/build.py starts the folder's AppRun. NOT TRIED: the AppImage itself.
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
test $# -gt 0 || set -- desk
exec "$(dirname "$(readlink -f "$0")")/usr/lib/quotation-annotator/annotator" "$@"
RUN
chmod +x "$app/AppRun"
if command -v appimagetool > /dev/null; then
  appimagetool "$app" "$here/build/QuotationAnnotator-x86_64.AppImage"
else
  echo "no appimagetool here: the folder build/AppDir alone"
fi
