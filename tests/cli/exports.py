#!/usr/bin/python3
"""Files of answers, each read back by a program that is not ours and compared with the database value by value: CSV by Python,
XLSX by openpyxl, .sav by PSPP, .dta by pandas, DDI and REFI-QDA as XML of their standards; who is in them, and the manifest."""
import csv
import datetime
import hashlib
import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

FORMATS = ("csv", "xlsx", "json", "jsonl", "sav", "dta", "ddi", "qdpx")
REASONS = ("answered", "not asked", "skipped", "refused", "unclear", "withdrawn", "withheld")
INJECTIONS = ("=1+1", "+44 1632 960001", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "\u202e=1+1", "\uff1d1+1", "==", "-")
BODIES = [
    "1: serving head\n2: primary\n3: March 2023\n5: Good\n6: rather not say\n7: 4\n8: 9\n9: sleep, anxiety\n10: 3 weeks\n14: 2\n"
    "15: \u201c\u00dcn\u00efcode\u201d \U0001F642 and \"quotes\", commas; a\ttab\n\n and a second paragraph.\n17: yes, but not his name\n18: Ring 01632 960001\n",
    "5: tip-top\n6: yes\n14: 3\n15: " + "A long story of the autumn \u00e9. " * 160 + "\n16: Less of it.\n17: no\n",
    "5: RI\n9: none of these\n10: ongoing\n13: in part\n15: Short.\n",
    "3: 2019\n5: good or RI, depends who you ask\n7: 1\n14: 50\n",
    "5: Good\n15: I cannot go on any longer. I have thought about ending my life.\n",
] + ["5: Good\n15: %s\n" % words for words in INJECTIONS]


def survey_of(test):
    """Returns the questions of the survey, as the JSON export tells them: id -> question."""
    whole = json.loads(test.campaign.check("export", "json", "--private"))
    return {question["id"]: question for question in whole["questions"]}


def pspp(path):
    """Returns rows (dicts of text) and, by variable, {"missing", "labels": {value: label}, "label"} of a .sav file, by PSPP."""
    folder = os.path.dirname(path)
    syntax = os.path.join(folder, "read.sps")
    with open(syntax, "w") as file:
        file.write("GET FILE='%s'.\nSAVE TRANSLATE /OUTFILE='%s.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES /REPLACE.\nDISPLAY DICTIONARY.\n" % (path, path))
    done = subprocess.run(["pspp", "-O", "format=csv", "-o", path + ".dictionary.csv", syntax], capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]})
    assert done.returncode == 0 and "error" not in done.stderr, done.stdout + done.stderr
    with open(path + ".csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    variables, by_label, section, current = {}, {}, None, None
    with open(path + ".dictionary.csv", newline="", encoding="utf-8") as file:
        for row in csv.reader(file):
            if not row or row[0].startswith("Table: "):
                section = row[0] if row else None
            elif section == "Table: Variables" and row[0] != "Name":
                variables[row[0]] = by_label[row[2]] = {"label": row[2], "format": row[7], "missing": row[9], "labels": {}}
            elif section == "Table: Value Labels" and row[0] != "Variable Value" and len(row) == 3:
                current = by_label[row[0]] if row[0] else current
                current["labels"][int(float(row[1].replace("[a]", "")))] = row[2]
    return rows, variables


class Exports(campaign.Test):
    def setUp(self):
        super().setUp()
        for number, body in enumerate(BODIES, 1):
            self.campaign.put("m%02d" % number, campaign.mail(number, body))
        self.campaign.check("fetch")

    def path(self, name):
        return os.path.join(self.campaign.base, name)

    def stata(self, path):
        """Returns the rows of a .dta file as dicts, by pandas; a missing value as ".a"."""
        try:
            import pandas
        except ImportError:
            self.skipTest("pandas is not installed")
        return pandas.read_stata(path, convert_categoricals=False, convert_missing=True, convert_dates=False).to_dict("records")

    def export(self, name, *options):
        path = self.path("answers." + name)
        self.campaign.check("export", name, "--output", path, *options)
        return path

    def values(self, survey=None):
        """What must be in a file: (person, question) -> the recorded value, None where it is unclear."""
        rows = self.campaign.rows("SELECT p.pseudonym, a.question, a.value FROM current_answer a JOIN person p ON p.id = a.person")
        return {(person, question): json.loads(value) if value is not None else None for person, question, value in rows}

    def passed_over(self):
        return set(self.campaign.rows("SELECT p.pseudonym, o.question FROM passed_over o JOIN person p ON p.id = o.person"))

    def in_care(self):
        return {row[0] for row in self.campaign.rows("SELECT DISTINCT p.pseudonym FROM person p JOIN message m ON m.person = p.id JOIN reading r ON r.message = m.id WHERE r.care > 0")}

    def expected(self):
        """Yields person, column, and (True, value) or (False, reason) of all columns of the statistics formats."""
        questions, values, passed, care = survey_of(self), self.values(), self.passed_over(), self.in_care()
        for person in sorted({person for person, _ in values}):
            for name, question in questions.items():
                if name == "contact":
                    continue
                key = (person, name)
                is_text = question["type"] == "text"
                if person in care and is_text:
                    what = (False, "withheld")
                elif key in values:
                    what = (True, values[key]) if values[key] is not None else (False, "unclear")
                else:
                    what = (False, "refused" if key in passed else "skipped")
                if question["type"] == "multi":
                    for option in question["options"]:
                        yield person, "%s_%s" % (name, option["id"]), (what[0], int(option["id"] in what[1]) if what[0] else what[1])
                elif question["type"] == "choice":
                    ids = [option["id"] for option in question["options"]]
                    yield person, name, (what[0], ids.index(what[1]) + 1 if what[0] else what[1])
                elif question["type"] in ("scale", "number"):
                    yield person, name, what
                else:
                    yield person, name, (True, clean(what[1]) if what[0] else "")
                    yield person, name + "_why", (True, 0) if what[0] else what


def clean(text):
    """A text without what no terminal or file should get: control characters, marks of direction."""
    return re.sub("[\u202a-\u202e\u2066-\u2069\r]", "", text).replace("\t", " ")


class Values(Exports):
    def test_reasons_are_there(self):
        """Otherwise the comparisons below would compare nothing."""
        reasons = {what[1] for _, _, what in self.expected() if not what[0]}
        self.assertEqual(reasons, {"skipped", "refused", "unclear", "withheld"})

    def test_sav(self):
        if shutil.which("pspp") is None:
            self.skipTest("PSPP is not installed")
        rows, variables = pspp(self.export("sav"))
        people = {row["person"]: row for row in rows}
        questions = survey_of(self)
        for person, column, (is_there, value) in self.expected():
            cell = people[person][column]
            if not is_there:
                self.assertEqual(cell, str(-90 - REASONS.index(value)), (person, column))
            else:
                self.assertEqual(cell, str(value), (person, column))
        self.assertEqual(variables["outcome"]["labels"][2], "Good")
        self.assertEqual(variables["outcome"]["label"], questions["outcome"]["ask"])
        for name, variable in variables.items():
            if name in ("person", "last_answer") or variable["format"].startswith("A"):
                continue
            self.assertEqual(variable["missing"], "-96 THRU -91", name)
            self.assertEqual({value: variable["labels"][value] for value in range(-96, -90)}, {-90 - i: REASONS[i] for i in range(1, 7)}, name)
        self.assertEqual(rows[0]["last_answer"], "03/05/2024")
        self.assertEqual(people["P-0001"]["quote_comment"], "but not his name")
        self.assertNotIn("contact", variables)

    def test_dta(self):
        path = self.export("dta")
        people = {row["person"]: row for row in self.stata(path)}
        for person, column, (is_there, value) in self.expected():
            cell = people[person][column]
            if not is_there:
                self.assertEqual(str(cell), "." + "abcdef"[REASONS.index(value) - 1], (person, column))
            else:
                self.assertEqual(cell, value, (person, column))
        day = datetime.date(1960, 1, 1) + datetime.timedelta(days=int(people["P-0001"]["last_answer"]))
        self.assertEqual(day.isoformat(), "2024-03-05")
        import pandas
        with pandas.read_stata(path, iterator=True, convert_categoricals=False) as reader:
            reader.read()
            labels, names = reader.value_labels()["outcome"], reader.variable_labels()
        self.assertEqual(labels[2], "Good")
        self.assertEqual([labels[2147483621 + i] for i in range(1, 7)], list(REASONS[1:]))
        self.assertEqual(names["outcome"], survey_of(self)["outcome"]["ask"])

    def test_csv(self):
        with open(self.export("csv"), newline="", encoding="utf-8") as file:
            people = {row["person"]: row for row in csv.DictReader(file)}
        self.compare_table(people, with_labels=False)

    def compare_table(self, people, with_labels):
        questions, care = survey_of(self), self.in_care()
        for (person, name), value in self.values().items():
            if name == "contact":
                self.assertNotIn(name, people[person])
                continue
            row, question = people[person], questions[name]
            if value is None or (person in care and question["type"] == "text"):
                self.assertIn(row.get(name) or "", ("",), (person, name))
                self.assertEqual(name in (row["unclear"] or "").split(), value is None, (person, name))
            elif question["type"] == "multi":
                for option in question["options"]:
                    self.assertEqual(int(row["%s_%s" % (name, option["id"])]), int(option["id"] in value), (person, option["id"]))
            elif question["type"] == "choice":
                label = [option["label"] for option in question["options"] if option["id"] == value][0]
                self.assertEqual(row[name], label if with_labels else value, (person, name))
            elif question["type"] in ("scale", "number"):
                self.assertEqual(float(row[name]), value, (person, name))
            else:
                self.assertEqual(row[name], clean(value), (person, name))

    def test_xlsx(self):
        try:
            import openpyxl
        except ImportError:
            self.skipTest("openpyxl is not installed")
        book = openpyxl.load_workbook(self.export("xlsx"))
        names, *rows = book["answers"].values
        for row in book["answers"].iter_rows():
            for cell in row:
                self.assertNotEqual(cell.data_type, "f", cell.coordinate)
        self.compare_table({row[0]: dict(zip(names, row)) for row in rows}, with_labels=True)
        codebook = list(book["codebook"].values)
        self.assertIn(("outcome", None, None, None, "good", "Good"), codebook)

    def test_excel_runs_nothing(self):
        with open(self.export("csv", "--excel"), newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
        texts = [cell for row in rows for cell in row]
        for cell in texts:
            self.assertNotIn(cell[:1], ("=", "+", "-", "@", "\t", "\r", "\uff1d"), cell)
        for value in self.values().values():
            if isinstance(value, str) and value[:1] in "=+@\uff1d":
                self.assertIn("'" + value, texts)
        self.assertGreater(len([cell for cell in texts if cell.startswith("'")]), 4)

    def test_jsonl(self):
        with open(self.export("jsonl"), encoding="utf-8") as file:
            people = {entry["person"]: entry["answers"] for entry in map(json.loads, file)}
        care = self.in_care()
        for (person, name), value in self.values().items():
            if name == "contact":
                self.assertNotIn(name, people[person])
            elif person in care and name in ("experience", "change"):
                self.assertNotIn(name, people[person])
            else:
                self.assertEqual(people[person][name].get("value"), value, (person, name))
        whole = json.loads(self.campaign.check("export", "json"))
        self.assertEqual({person["person"]: person["answers"] for person in whole["people"]}, people)


class Ddi(Exports):
    """Against the elements of DDI Codebook 2.5, their order and attributes, as the standard's schema has them."""
    SPACE = "{ddi:codebook:2_5}"
    CHILDREN = {
        "codeBook": ["docDscr", "stdyDscr", "fileDscr", "dataDscr", "otherMat"],
        "docDscr": ["citation", "guide", "docStatus", "docSrc", "controlledVocabUsed", "notes"],
        "citation": ["titlStmt", "rspStmt", "prodStmt", "distStmt", "serStmt", "verStmt", "biblCit", "holdings", "notes"],
        "titlStmt": ["titl", "subTitl", "altTitl", "parTitl", "IDNo"],
        "prodStmt": ["producer", "copyright", "prodDate", "prodPlac", "software", "fundAg", "grantNo"],
        "stdyDscr": ["citation", "studyAuthorization", "stdyInfo", "studyDevelopment", "method", "dataAccs", "othrStdyMat", "notes"],
        "stdyInfo": ["studyBudget", "subject", "abstract", "sumDscr", "qualityStatement", "notes", "exPostEvaluation"],
        "method": ["dataColl", "notes", "anlyInfo", "stdyClas", "dataProcessing", "codingInstructions"],
        "fileDscr": ["fileTxt", "locMap", "notes"],
        "fileTxt": ["fileName", "fileCitation", "dataFingerprint", "fileCont", "fileStrc", "dimensns", "fileType", "format", "filePlac", "dataChck", "ProcStat",
                    "dataMsng", "software", "verStmt"],
        "dimensns": ["caseQnty", "varQnty", "logRecL", "recPrCas", "recNumTot"],
        "dataDscr": ["varGrp", "nCubeGrp", "var", "nCube", "notes"],
        "var": ["location", "labl", "imputation", "security", "embargo", "respUnit", "anlysUnit", "qstn", "valrng", "invalrng", "undocCod", "universe", "TotlResp",
                "sumStat", "txt", "stdCatgry", "catgryGrp", "catgry", "codInstr", "verStmt", "concept", "derivation", "varFormat", "geoMap", "catLevel", "notes"],
        "qstn": ["preQTxt", "qstnLit", "postQTxt", "forward", "backward", "ivuInstr"],
        "catgry": ["catValu", "labl", "txt", "catStat", "mrow"],
    }
    VALUES = {("var", "intrvl"): ("contin", "discrete"), ("catgry", "missing"): ("Y", "N"), ("varFormat", "type"): ("numeric", "character"),
              ("varFormat", "category"): ("date", "time", "currency", "other"), ("catStat", "type"): ("freq", "percent", "crosstab", "other"),
              ("sumStat", "type"): ("mean", "medn", "mode", "vald", "invd", "min", "max", "stdev", "other"),
              ("qstn", "responseDomainType"): ("text", "numeric", "code", "category", "datetime", "geographic", "multiple", "other")}

    def test_structure(self):
        root = ElementTree.parse(self.export("ddi")).getroot()
        self.assertEqual((root.tag, root.get("version")), (self.SPACE + "codeBook", "2.5"))
        ids = set()
        for element in root.iter():
            name = element.tag.replace(self.SPACE, "")
            order = self.CHILDREN.get(name)
            places = [order.index(child.tag.replace(self.SPACE, "")) for child in element] if order else []
            self.assertEqual(places, sorted(places), name)
            for attribute, value in element.attrib.items():
                if (name, attribute) in self.VALUES:
                    self.assertIn(value, self.VALUES[name, attribute])
            if element.get("ID"):
                self.assertNotIn(element.get("ID"), ids)
                ids.add(element.get("ID"))
        self.assertEqual({var.get("files") for var in root.iter(self.SPACE + "var")}, {"F1"})
        self.assertIn("F1", ids)

    def test_counts(self):
        root = ElementTree.parse(self.export("ddi")).getroot()
        counted = {}
        for _, column, (is_there, value) in self.expected():
            key = (column, str(value) if is_there else str(-90 - REASONS.index(value)))
            counted[key] = counted.get(key, 0) + 1
        seen = 0
        for var in root.iter(self.SPACE + "var"):
            for category in var.findall(self.SPACE + "catgry"):
                value, count = category.find(self.SPACE + "catValu").text, int(category.find(self.SPACE + "catStat").text)
                self.assertEqual(count, counted.get((var.get("name"), value), 0), (var.get("name"), value))
                self.assertEqual(category.get("missing") == "Y", int(value) <= -91)
                seen += count > 0
        self.assertGreater(seen, 40)
        self.assertNotIn("A long story", ElementTree.tostring(root, encoding="unicode"))


class Refi(Exports):
    """Against the REFI-QDA exchange format 1.0: elements in its order, GUIDs that all lead somewhere, places in characters."""
    SPACE = "{urn:QDA-XML:project:1.0}"
    GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    CHILDREN = {"Project": ["Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs", "Description", "NoteRef"],
                "Case": ["Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"],
                "TextSource": ["Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef", "VariableValue"],
                "PlainTextSelection": ["Description", "Coding", "NoteRef"], "Coding": ["CodeRef", "NoteRef"], "Code": ["Description", "NoteRef", "Code"]}
    VALUE_OF = {"Text": "TextValue", "Boolean": "BooleanValue", "Integer": "IntegerValue"}

    def project(self, *options):
        archive = zipfile.ZipFile(self.export("qdpx", *options))
        self.assertIsNone(archive.testzip())
        return archive, ElementTree.fromstring(archive.read("project.qde"))

    def test_structure(self):
        archive, root = self.project()
        guids = [element.get("guid") for element in root.iter() if element.get("guid")]
        self.assertEqual(len(guids), len(set(guids)))
        for element in root.iter():
            name = element.tag.replace(self.SPACE, "")
            places = [self.CHILDREN[name].index(child.tag.replace(self.SPACE, "")) for child in element] if name in self.CHILDREN else []
            self.assertEqual(places, sorted(places), name)
            for attribute in ("guid", "targetGUID", "creatingUser", "creatingUserGUID"):
                if element.get(attribute):
                    self.assertRegex(element.get(attribute), self.GUID)
                    self.assertIn(element.get(attribute), guids)
        paths = {source.get("plainTextPath").replace("internal://", "Sources/") for source in root.iter(self.SPACE + "TextSource")}
        self.assertEqual(paths | {"project.qde"}, set(archive.namelist()))

    def test_values(self):
        archive, root = self.project()
        questions, care = survey_of(self), self.in_care()
        codes = {code.get("guid"): code.get("name") for code in root.iter(self.SPACE + "Code")}
        variables = {variable.get("guid"): (variable.get("name"), variable.get("typeOfVariable")) for variable in root.iter(self.SPACE + "Variable")}
        found = {}
        for source in root.iter(self.SPACE + "TextSource"):
            text = archive.read(source.get("plainTextPath").replace("internal://", "Sources/")).decode()
            for selection in source.iter(self.SPACE + "PlainTextSelection"):
                code = codes[selection.find("%sCoding/%sCodeRef" % (self.SPACE, self.SPACE)).get("targetGUID")]
                found[source.get("name"), code] = text[int(selection.get("startPosition")):int(selection.get("endPosition"))]
        for case in root.iter(self.SPACE + "Case"):
            for value in case.iter(self.SPACE + "VariableValue"):
                name, kind = variables[value.find(self.SPACE + "VariableRef").get("targetGUID")]
                found[case.get("name"), name] = value.find(self.SPACE + self.VALUE_OF[kind]).text
        wanted = {}
        for (person, name), value in self.values().items():
            question = questions[name]
            if value is None or name == "contact" or (question["type"] == "text" and person in care):
                continue
            if question["type"] == "multi":
                wanted.update({(person, "%s_%s" % (name, option["id"])): str(option["id"] in value).lower() for option in question["options"]})
            elif question["type"] == "choice":
                wanted[person, name] = [option["label"] for option in question["options"] if option["id"] == value][0]
            else:
                wanted[person, name] = clean(str(value))
        self.assertEqual(found, wanted)

    def test_themes_are_codes(self):
        self.campaign.check("tag", "2", "workload")
        _, root = self.project()
        codes = {code.get("guid"): code.get("name") for code in root.iter(self.SPACE + "Code")}
        coded = {source.get("name"): [codes[coding.find(self.SPACE + "CodeRef").get("targetGUID")] for coding in source.findall(self.SPACE + "Coding")]
                 for source in root.iter(self.SPACE + "TextSource")}
        self.assertEqual({person: names for person, names in coded.items() if names}, {"P-0002": ["Workload and hours"]})
        self.test_structure()

    def test_guids_stay(self):
        first = {element.get("name"): element.get("guid") for element in self.project()[1].iter(self.SPACE + "Case")}
        self.campaign.check("deliver", input=campaign.mail(40, "5: Good\n15: One more.\n"))
        second = {element.get("name"): element.get("guid") for element in self.project("--redact")[1].iter(self.SPACE + "Case")}
        self.assertEqual({name: second[name] for name in first}, first)
        self.assertEqual(len(second), len(first) + 1)


class Going(Exports):
    """Manifest, record, redaction, consent, withdrawal."""

    def test_manifest(self):
        for name in FORMATS:
            path = self.export(name, "--for", "Dr Example")
            with open(path, "rb") as file:
                data = file.read()
            with open(path + ".manifest.json") as file:
                manifest = json.load(file)
            self.assertEqual((manifest["sha256"], manifest["size_bytes"]), (hashlib.sha256(data).hexdigest(), len(data)))
            self.assertEqual((manifest["format"], manifest["file"], manifest["for"], manifest["words"], manifest["people"], manifest["not_shared"]),
                             (name, "answers." + name, "Dr Example", "as written", len(BODIES), 0))
            for file in (path, path + ".manifest.json"):
                self.assertEqual(stat.S_IMODE(os.stat(file).st_mode), 0o600)
        listed = json.loads(self.campaign.check("export", "list", "--json"))
        self.assertEqual([(entry["format"], entry["for"], entry["people"]) for entry in listed], [(name, "Dr Example", len(BODIES)) for name in FORMATS])
        self.assertEqual(listed[-1]["sha256"], manifest["sha256"])
        self.assertIn("Dr Example", self.campaign.check("export", "list"))

    def test_one_that_fails_is_none(self):
        self.campaign.check("export", "sav", "--output", "/nonexistent/file", status=campaign.TEMPORARY)
        with open("/dev/full", "w") as full:
            done = subprocess.run([self.campaign.program, "export", "csv"], stdout=full, stderr=subprocess.PIPE, env=self.campaign.environment())
        self.assertEqual(done.returncode, campaign.TEMPORARY)
        self.assertEqual([entry for entry in json.loads(self.campaign.check("export", "list", "--json")) if entry["sha256"]], [])

    def test_killed(self):
        """Whoever kills it leaves no file that looks whole, and a record of what may have got out."""
        path = self.path("answers.csv")
        for point in ("export.begun", "export.done"):
            self.assertEqual(self.campaign.run("export", "csv", "--output", path, HEARBACK_FAULT=point).returncode, -9)
            self.assertFalse(os.path.exists(path))
        self.export("csv")
        with open(path, newline="") as file:
            self.assertEqual(len(list(csv.reader(file))), len(BODIES) + 1)

    def test_redacted(self):
        self.campaign.check("deliver", input=campaign.mail(50, "5: Good\n15: Mr Smith came to St Mary's School in Leeds, call 01632 960001.\n17: yes, but not Mr Smith\n"))
        for name in ("csv", "json", "jsonl"):
            text = self.campaign.check("export", name, "--redact")
            for secret in ("Smith", "St Mary", "Leeds", "960001"):
                self.assertNotIn(secret, text, name)
            self.assertIn("Smith", self.campaign.check("export", name))
        for name in ("sav", "dta", "qdpx"):
            self.export(name, "--redact")
        archive = zipfile.ZipFile(self.path("answers.qdpx"))
        self.assertNotIn(b"Smith", b"".join(archive.read(entry) for entry in archive.namelist()))
        with open(self.path("answers.dta"), "rb") as file:
            self.assertNotIn(b"Smith", file.read())

    def test_outside(self):
        """No words, no days, and no answers of few; the reasons tell nothing of single people either."""
        rows = self.stata(self.export("dta", "--outside"))
        self.assertNotIn("experience", rows[0])
        self.assertNotIn("last_answer", rows[0])
        reasons = {str(cell) for row in rows for cell in row.values() if str(cell).startswith(".")}
        self.assertLessEqual(reasons, {".a", ".b", ".f"})
        self.assertEqual({str(row["role"]) for row in rows}, {".b", ".f"})

    def test_share(self):
        """Where the survey asks, only who agrees is in a file, and small cells are those of the file."""
        path = self.campaign.path("rules", "ofsted-experiences.yaml")
        with open(path) as file:
            rules = file.read()
        share = "  - id: share\n    ask: May researchers have your answers?\n    type: choice\n    share: yes\n    options:\n      - yes: yes\n      - no: no\n"
        with open(path, "w") as file:
            file.write(rules.replace("\nclosing:", "\n" + share + "\nclosing:"))
        self.campaign.check("deliver", input=campaign.mail(60, "5: Good\n19: yes\n"))
        self.campaign.check("deliver", input=campaign.mail(61, "5: Good\n19: no\n"))
        self.campaign.check("deliver", input=campaign.mail(1, "19: yes\n").replace(b"reply-1@", b"again-1@"))
        person = self.campaign.one("SELECT pseudonym FROM person WHERE id = (SELECT person FROM message WHERE id = (SELECT max(id) FROM message) - 2)")
        for name in ("csv", "jsonl"):
            text = self.campaign.check("export", name)
            self.assertEqual(sorted(set(re.findall(r"P-\d+", text))), ["P-0001", person], name)
        self.export("sav")
        with open(self.path("answers.sav.manifest.json")) as file:
            manifest = json.load(file)
        self.assertEqual((manifest["people"], manifest["not_shared"]), (2, len(BODIES)))

    def test_not_asked(self):
        """A question that is younger than an answer was not asked."""
        path = self.campaign.path("rules", "ofsted-experiences.yaml")
        with open(path) as file:
            rules = file.read()
        with open(path, "w") as file:
            file.write(rules.replace("\nclosing:", "\n  - id: again\n    ask: Would you do it again?\n    type: choice\n    options:\n      - yes: yes\n      - no: no\n\nclosing:"))
        self.campaign.check("deliver", input=re.sub(rb"Date: [^\n]*\n", b"", campaign.mail(70, "5: Good\n")))
        cells = {row["person"]: str(row["again"]) for row in self.stata(self.export("dta"))}
        self.assertEqual(cells.pop("P-%04d" % (len(BODIES) + 1)), ".b")
        self.assertEqual(set(cells.values()), {".a"})

    def test_withdrawn(self):
        """Whoever withdraws is named with every file that had the answers, and in later ones as withdrawn, with nothing else."""
        self.export("csv", "--for", "Dr Example")
        self.campaign.check("deliver", input=campaign.mail(80, "5: Good\n"))
        self.campaign.check("deliver", input=campaign.mail(3, "Please withdraw my answers and delete everything.\n", subject="withdraw").replace(b"reply-3@", b"away-3@"))
        what, = [row[0] for row in self.campaign.rows("SELECT what FROM review WHERE done_secs IS NULL AND what LIKE '%withdrawn%'")]
        self.assertRegex(what, r"P-0003 has withdrawn.*export 1 \(csv, for Dr Example\) of \d{4}")
        row = {row["person"]: row for row in self.stata(self.export("dta"))}["P-0003"]
        self.assertEqual({str(cell) for name, cell in row.items() if name != "person"}, {".e", ".", ""})
        entry = [json.loads(line) for line in self.campaign.check("export", "jsonl").splitlines()][-1]
        self.assertEqual(entry, {"person": "P-0003", "state": "withdrawn", "survey": "ofsted-experiences"})
        self.assertNotIn("P-0003", self.campaign.check("export", "csv"))

    def test_merged(self):
        """Who was somebody else in a file is found there under that name."""
        self.export("csv")
        self.campaign.check("merge", "P-0004", "into", "P-0003")
        self.campaign.check("merge", "P-0004", "into", "P-0003", status=campaign.DATA)
        self.assertEqual({person for person, _ in self.values()}, {"P-%04d" % n for n in range(1, len(BODIES) + 1) if n != 4})
        self.campaign.check("deliver", input=campaign.mail(4, "Please withdraw my answers and delete everything.\n", subject="withdraw").replace(b"reply-4@", b"away-4@"))
        what, = [row[0] for row in self.campaign.rows("SELECT what FROM review WHERE done_secs IS NULL AND what LIKE '%withdrawn%'")]
        self.assertRegex(what, r"P-0003 \(P-0004 before\) has withdrawn.*export 1 \(csv\)")
        gone = [entry["person"] for entry in map(json.loads, self.campaign.check("export", "jsonl").splitlines()) if entry.get("state") == "withdrawn"]
        self.assertEqual(gone, ["P-0003", "P-0004"])


campaign.main()
