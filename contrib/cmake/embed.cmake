# Writes OUT, a C file with a table of all files below ROOT/rules and ROOT/templates: struct embedded_file in base/embedded.h.
file(GLOB_RECURSE FILES RELATIVE ${ROOT} ${ROOT}/rules/* ${ROOT}/templates/*)
list(SORT FILES)
set(TABLE "")
set(BODY "")
set(INDEX 0)
foreach(NAME IN LISTS FILES)
  file(READ ${ROOT}/${NAME} HEX HEX)
  string(REGEX REPLACE "(..)" "0x\\1," BYTES "${HEX}")
  string(APPEND BODY "static const unsigned char file_${INDEX}[] = {${BYTES}0};\n")
  string(APPEND TABLE "    {\"${NAME}\", (const char *)file_${INDEX}, sizeof file_${INDEX} - 1},\n")
  math(EXPR INDEX "${INDEX} + 1")
endforeach()
file(WRITE ${OUT} "/* Generated from rules/ and templates/. */\n#include \"base/embedded.h\"\n\n${BODY}\n"
  "static const struct embedded_file files[] = {\n${TABLE}    {0, 0, 0}};\n\n"
  "const struct embedded_file *embedded_files(void) { return files; }\n")
