#!/usr/bin/python3
"""Reads every NAME.eml of a folder with `hearback read --json` and compares it with NAME.json beside it.

    _score.py [-v] HEARBACK FOLDER [--campaign DIR]

Values are compared by what they are: lists as sets, texts (more than three words) by their words, durations by their length.
Prints one line of figures; with -v every difference. Exit status 0 where reading was possible."""
import argparse, collections, json, pathlib, re, subprocess, sys

F1_LEAST = 0.95


def token_f1(a, b):
    a, b = collections.Counter(a.split()), collections.Counter(b.split())
    common = sum((a & b).values())
    return 2 * common / max(1, sum(a.values()) + sum(b.values()))


def length(value):
    match = re.fullmatch(r'P(\d+)([YMWD])', value)
    if not match:
        return value
    count, unit = int(match[1]), match[2]
    return ('months', count * 12 if unit == 'Y' else count) if unit in 'YM' else ('days', count * 7 if unit == 'W' else count)


def same(want, got):
    if isinstance(want, list):
        return isinstance(got, list) and sorted(map(str, want)) == sorted(map(str, got))
    if isinstance(want, str) and isinstance(got, str):
        return want == got or length(want) == length(got) or (' ' in want and token_f1(want, got) >= F1_LEAST)
    return want == got


def read(command, path):
    done = subprocess.run(command + [str(path)], stdin=subprocess.DEVNULL, capture_output=True, timeout=30)
    if done.returncode != 0:
        raise SystemExit(f'{path.name}: exit status {done.returncode}: {done.stderr.decode("utf-8", "replace")[-200:]}')
    return json.loads(done.stdout)


def compare(want, got, figures, differ):
    answers = {k: v['value'] for k, v in got['answers'].items() if v['value'] is not None}
    for question in sorted(set(want['answers']) | set(answers)):
        figures['expected'] += question in want['answers']
        figures['recorded'] += question in answers
        if question in want['answers'] and question in answers and same(want['answers'][question], answers[question]):
            figures['right'] += 1
        else:
            figures['wrong'] += question in answers
            differ(question, want['answers'].get(question, 'unclear' if question in want['unclear'] else None),
                   answers.get(question, 'unclear' if question in got['unclear'] else None))
    unclear = set(want['unclear'])
    figures['unclear'] += len(unclear)
    figures['unclear found'] += len(unclear & set(got['unclear']))
    for question in unclear - set(got['unclear']) - set(answers):
        differ(question, 'unclear', None)
    for question in set(got['unclear']) - unclear - set(want['answers']):
        differ(question, None, 'unclear')
    if want['kind'] != got['kind']:
        differ('kind', want['kind'], got['kind'])
    figures['kind'] += want['kind'] == got['kind']
    care = got['care']['flag']
    figures['care'] += bool(want['care'])
    figures['care found'] += bool(want['care'] and care)
    figures['care flagged'] += bool(care)
    if bool(want['care']) != care:
        differ('care', want['care'], care)


def score(folder, command, verbose):
    figures = collections.Counter()
    for path in sorted(folder.glob('*.eml')):
        want = json.loads(path.with_suffix('.json').read_text(encoding='utf-8'))
        lines = []
        compare(want, read(command, path), figures, lambda *what: lines.append(what))
        figures['messages'] += 1
        figures['entirely right'] += not lines
        if lines and verbose:
            print(path.stem)
            for question, expected, found in lines:
                print(f'    {question}: expected {json.dumps(expected, ensure_ascii=False)[:80]}, '
                      f'got {json.dumps(found, ensure_ascii=False)[:80]}')
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('hearback')
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--campaign')
    parser.add_argument('-v', '--verbose', action='store_true')
    parser.add_argument('--json', action='store_true', help='the figures as JSON')
    arguments = parser.parse_args()
    command = [arguments.hearback, 'read', '--json'] + (['--campaign', arguments.campaign] if arguments.campaign else [])
    figures = score(arguments.folder, command, arguments.verbose)
    if not figures['messages']:
        raise SystemExit(f'{arguments.folder}: no message with an expectation beside it')
    if arguments.json:
        print(json.dumps(figures))
        return 0
    print(f"{arguments.folder.name}: {figures['messages']} messages, {figures['entirely right']} entirely right; "
          f"kind {figures['kind']}; values: {figures['expected']} expected, {figures['right']} right, {figures['wrong']} wrong; "
          f"unclear {figures['unclear found']} of {figures['unclear']}; "
          f"care {figures['care found']} of {figures['care']}, {figures['care flagged']} flagged")
    return 0


if __name__ == '__main__':
    sys.exit(main())
