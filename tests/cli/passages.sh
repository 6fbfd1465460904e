#!/bin/sh
# hearback care and hearback redact: one passage, and many as JSON lines; wrong input is named and the rest is still read.
set -eu
fail() { echo "passages: $*" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

printf 'I want to die. I mean it.' | "$HEARBACK" care --json | grep -q '"label":"urgent"' || fail "an urgent passage is not urgent"
printf 'They came, they saw, they had lunch.' | "$HEARBACK" care --json | grep -q '"label":"none"' || fail "a harmless passage is flagged"
printf '{"id": 7, "text": "Good."}\n\nnonsense\n{"id": 8, "text": "Good."}\n' >in
status=0
"$HEARBACK" care --batch <in >out 2>err || status=$?
[ $status -eq 65 ] || fail "a line that is no JSON gives status $status"
grep -q 'line 3' err || fail "the line is not named"
[ "$(grep -c '"label":"none"' out)" -eq 2 ] || fail "the other lines are not answered"
grep -q '"id":8' out || fail "the id does not come back"

printf 'Mr Pelham rang Zo\303\253.' | "$HEARBACK" redact --json >out
grep -qF '[[0,9,"person"],[15,18,"person"]]' out || fail "spans are not in code points: $(cat out)"
grep -qF '[Person A] rang [Person B].' out || fail "the text is not redacted: $(cat out)"
printf 'URN,EstablishmentName\n1,Long Meadow Beacon\n' >schools.csv
printf 'Ours is Long Meadow Beacon.' | "$HEARBACK" redact --schools schools.csv | grep -qF '[School A]' || fail "an own list is not used"
printf 'x' | "$HEARBACK" redact --schools nowhere.csv 2>err && fail "a missing list is no error"
grep -q 'nowhere.csv' err || fail "the missing list is not named"
