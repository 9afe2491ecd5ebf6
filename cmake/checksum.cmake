# Writes FILE.sha256, as sha256sum does: cmake -DFILE=... -P checksum.cmake
file(SHA256 ${FILE} hash)
get_filename_component(name ${FILE} NAME)
file(WRITE ${FILE}.sha256 "${hash}  ${name}\n")
