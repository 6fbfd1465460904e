#!/bin/bash
# The folder of a campaign is made, checked, and wrong in every way at once. Expects HEARBACK, the program.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0

# expect STATUS COMMAND...: runs it, with its output in out and err.
expect() {
    local status=$1
    shift
    "$@" >out 2>err </dev/null
    local got=$?
    [ "$got" = "$status" ] && return
    echo "$*: exit status $got instead of $status"
    cat out err
    failed=1
}

# says FILE TEXT: the text stands in the file.
says() {
    grep -qF -e "$2" "$1" && return
    echo "not said: $2"
    cat "$1"
    failed=1
}

# ---- the program itself
expect 0 "$HEARBACK" --version
says out "hearback "
expect 0 "$HEARBACK" help
says out "  check "
expect 0 "$HEARBACK" help check
expect 0 "$HEARBACK" check --help
says out "usage: hearback check"
expect 64 "$HEARBACK"
expect 64 "$HEARBACK" chekc
says err 'unknown command `chekc`; did you mean `check`?'
expect 64 "$HEARBACK" xyzzy
expect 64 "$HEARBACK" check --nonsense
says err "usage: hearback check"
expect 64 "$HEARBACK" init

# ---- init
expect 0 "$HEARBACK" init campaign
[ -z "$(find campaign -type f ! -perm 600)$(find campaign -type d ! -perm 700)" ] || { echo "others may read the campaign"; failed=1; }
[ -z "$(ls campaign/inbox/new)" ] || { echo "samples without being asked"; failed=1; }
expect 0 "$HEARBACK" check --campaign campaign
says out "in order"
expect 0 env HEARBACK_CAMPAIGN=campaign "$HEARBACK" check
echo "# mine" >>campaign/hearback.yaml
rm campaign/rules/ofsted-experiences.yaml
cp campaign/hearback.yaml before
expect 0 "$HEARBACK" init campaign
cmp -s campaign/hearback.yaml before || { echo "init overwrites"; failed=1; }
[ -s campaign/rules/ofsted-experiences.yaml ] || { echo "init does not add what is missing"; failed=1; }
expect 0 "$HEARBACK" init --sample campaign
count=$(ls campaign/inbox/new | wc -l)
[ "$count" -ge 5 ] || { echo "only $count samples"; failed=1; }
for name in campaign/inbox/new/*; do mv "$name" "campaign/inbox/cur/$(basename "$name"):2,S"; done
expect 0 "$HEARBACK" init --sample campaign
says out "nothing to add"
mkdir other && touch other/file
expect 78 "$HEARBACK" init other
expect 78 "$HEARBACK" check --campaign other
says err "hearback init DIR"

# ---- check: everything that is wrong, in one run
sed -i 's/^address: .*/adress: survey@headsup.example/; s/^surveys: .*/surveys: [ofsted-experiences, ofsted]/; s/poll: 1 minute/poll: often/
        s/transport: maildir/transport: smtp/' campaign/hearback.yaml
sed -i 's/^    options:/    optoins:/; s/type: duration/type: duraton/' campaign/rules/ofsted-experiences.yaml
sed -i '1,5s/{{survey_subject}}/{{survey_sbject}}/' campaign/templates/acknowledgement.txt
printf 'nonsense: yes\n' >>campaign/rules/care.yaml
expect 78 "$HEARBACK" check --campaign campaign
place() { grep -n "$2" "campaign/$1" | head -1 | cut -d: -f1; }
says err "campaign/hearback.yaml:$(place hearback.yaml '^adress'):1: unknown key \`adress\`; did you mean \`address\`?"
! grep -qF '`address` is missing' err || { echo "a misspelt key is called missing too"; failed=1; }
says err "campaign/hearback.yaml:$(place hearback.yaml '^surveys'):31: unknown survey \`ofsted\`; expected"
says err "campaign/hearback.yaml:$(place hearback.yaml 'poll: often'):5: \`poll\`: found \`often\`; expected a time"
says err '`host` is missing'
line=$(place rules/ofsted-experiences.yaml 'optoins:')
says err "campaign/rules/ofsted-experiences.yaml:$line:5: unknown key \`optoins\`; did you mean \`options\`?"
says err 'unknown type `duraton`; did you mean `duration`?'
says err "campaign/templates/acknowledgement.txt:1"
says err "campaign/rules/care.yaml:"
[ "$(grep -c 'unknown key `optoins`' err)" -ge 9 ] || { echo "not every wrong question is told"; failed=1; }

# ---- a configuration that is no YAML hides nothing
cp campaign/hearback.yaml before
printf 'campaign: a: b\n' >campaign/hearback.yaml
expect 78 "$HEARBACK" check --campaign campaign
says err "campaign/hearback.yaml:1:12: this is not YAML"
says err 'unknown key `optoins`'
says err 'unknown name `survey_sbject`'
cp before campaign/hearback.yaml
cp campaign/rules/ofsted-experiences.yaml campaign/rules/copy.yaml
sed -i 's/optoins/options/; s/duraton/duration/' campaign/rules/copy.yaml campaign/rules/ofsted-experiences.yaml
expect 78 "$HEARBACK" check --campaign campaign
says err 'survey `ofsted-experiences` is the id of'

# ---- the other commands refuse to work with it
expect 78 "$HEARBACK" deliver --campaign campaign
expect 78 "$HEARBACK" send --campaign campaign
expect 78 "$HEARBACK" status --campaign campaign
[ ! -e campaign/hearback.db ] || { echo "a database was made for a campaign that is wrong"; failed=1; }

exit $failed
