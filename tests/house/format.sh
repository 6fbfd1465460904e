#!/bin/sh
# The sources stand as clang-format lays them out. Other versions than that of Debian 12 lay out a little differently.
cd "$ROOT" || exit 1
for FORMAT in clang-format-14 clang-format; do
    if "$FORMAT" --version 2>/dev/null | grep -q 'version 14\.'; then
        find src tests contrib -name '*.[ch]' -print0 | xargs -0 "$FORMAT" --dry-run -Werror --ferror-limit=3 && exit 0
        echo "to mend it: $FORMAT -i FILE"
        exit 1
    fi
done
echo "skipped: there is no clang-format 14 here"
exit 77
