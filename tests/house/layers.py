#!/usr/bin/python3
"""Checks src/ against src/LAYERS: who includes whom, who knows which library, and that SQL stands in store/ alone."""
import os
import re
import sys

SOURCES = os.path.join(os.environ["ROOT"], "src")
SQL = re.compile(r'"\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX)\s|PRAGMA\s)')
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
TOP = "main.c"
SQL_LAYER = "store"


def layers():
    """Returns the folders in their order, and for each library header or prefix the folders that may know it."""
    order, owners = [], {}
    with open(os.path.join(SOURCES, "LAYERS")) as file:
        for line in file:
            folder, *libraries = line.partition("#")[0].split() or [None]
            if folder is None:
                continue
            order.append(folder)
            for library in libraries:
                owners.setdefault(library, set()).add(folder)
    return order, owners


def sources():
    """Yields each file of C as folder (None for those in src/ itself) and path."""
    for root, _, names in os.walk(SOURCES):
        relative = os.path.relpath(root, SOURCES)
        for name in sorted(names):
            if name.endswith((".c", ".h")):
                yield (None if relative == "." else relative), os.path.join(root, name)


def library_of(header, owners):
    for library in owners:
        if header == library or (library.endswith("/") and header.startswith(library)):
            return library
    return None


def wrong_own(header, folder, order):
    """Returns what is wrong with including our own header from folder."""
    target = header.partition("/")[0]
    if not os.path.exists(os.path.join(SOURCES, header)):
        return "there is no src/" + header + "; headers are named from src/ on"
    if folder is not None and order.index(target) > order.index(folder):
        return "%s/ stands below %s/ in src/LAYERS" % (target, folder)
    return None


def wrong_library(header, folder, owners):
    library = library_of(header, owners)
    if library is not None and folder not in owners[library]:
        return "only %s knows %s" % (" and ".join(sorted(owners[library])), library)
    return None


def problems_of(folder, path, order, owners):
    if folder is None and os.path.basename(path) != TOP:
        yield 1, "only %s stands in src/ itself" % TOP
    if folder is not None and folder not in order:
        yield 1, "src/LAYERS does not name %s/" % folder
        return
    with open(path) as file:
        for number, line in enumerate(file, 1):
            found = INCLUDE.match(line)
            if found and found[1] == '"':
                wrong = wrong_own(found[2], folder, order)
            elif found:
                wrong = wrong_library(found[2], folder, owners)
            else:
                wrong = "SQL stands in store/ alone" if folder != SQL_LAYER and SQL.search(line) else None
            if wrong:
                yield number, wrong


def main():
    order, owners = layers()
    count = wrong = 0
    for folder, path in sources():
        count += 1
        for number, words in problems_of(folder, path, order, owners):
            print("%s:%d: %s" % (os.path.relpath(path, os.environ["ROOT"]), number, words))
            wrong += 1
    print("%d files, %d wrong" % (count, wrong))
    sys.exit(1 if wrong or count < 10 else 0)


main()
