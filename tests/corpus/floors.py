#!/usr/bin/python3
"""How well the example replies must be read at least: those of tests/corpus, and those of ../shared where it is. The figures are
floors under what is reached, raised as reading gets better; contrib/score prints the whole of it."""
import json, os, pathlib, re, subprocess, sys, tempfile

HEARBACK = os.environ.get('HEARBACK') or sys.exit('floors: HEARBACK names no program')
ROOT = pathlib.Path(os.environ.get('ROOT', pathlib.Path(__file__).parents[2]))
CORPUS = ROOT / 'tests' / 'corpus'
# folder: (share of expected values that are right, wrong values at most, share of unclear found, share of kinds)
FLOORS = {
    'ofsted': (0.985, 3, 0.95, 0.98),
    'library': (0.97, 1, 0.99, 0.98),
    'rota': (0.97, 1, 0.99, 0.95),
    'choir': (0.97, 5, 0.99, 0.95),
    'unseen': (0.94, 20, 0.90, 0.97),
}
SHARED = (0.99, 2, 0.95, 0.98)


def campaign(folder, name):
    subprocess.run([HEARBACK, 'init', f'{folder}/{name}'], check=True, stdout=subprocess.DEVNULL)
    survey = next((CORPUS / name).glob('*.yaml'))
    pathlib.Path(folder, name, 'rules', survey.name).write_bytes(survey.read_bytes())
    path = pathlib.Path(folder, name, 'hearback.yaml')
    path.write_text(re.sub(r'(?m)^surveys:.*', f'surveys: [{survey.stem}]', path.read_text()))
    return f'{folder}/{name}'


def figures(folder, campaign_dir=None):
    command = [sys.executable, str(CORPUS / '_score.py'), '--json', HEARBACK, str(folder)]
    done = subprocess.run(command + (['--campaign', campaign_dir] if campaign_dir else []), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f'floors: {folder}: {done.stderr.strip()[-400:]}')
    return json.loads(done.stdout)


def check(name, got, floor):
    right, wrong, unclear, kind = floor
    wanted = {'values right': (got.get('right', 0) / got['expected'], right), 'unclear found':
              (got.get('unclear found', 0) / max(1, got.get('unclear', 0)) if got.get('unclear') else 1, unclear),
              'kinds right': (got['kind'] / got['messages'], kind)}
    bad = [f'{what}: {have:.3f} is under {least}' for what, (have, least) in wanted.items() if have < least]
    if got.get('wrong', 0) > wrong:
        bad.append(f"wrong values: {got['wrong']} are over {wrong}")
    print(f"{name}: {got['messages']} messages, {got.get('entirely right', 0)} entirely right, {got.get('wrong', 0)} wrong values"
          + ''.join('\n    ' + line for line in bad))
    return not bad


def main():
    good = all([check(name, figures(CORPUS / name), FLOORS[name]) for name in ('ofsted', 'unseen')])
    with tempfile.TemporaryDirectory() as folder:
        for name in ('library', 'rota', 'choir'):
            good &= check(name, figures(CORPUS / name, campaign(folder, name)), FLOORS[name])
    shared = ROOT.parent / 'shared' / 'survey' / 'replies'
    if shared.is_dir():
        good &= check('shared replies', figures(shared), SHARED)
    else:
        print('shared replies: ../shared is not here: left out')
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
