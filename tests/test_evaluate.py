"""Results beside gold: the figures, gold files, and gold from Label Studio's tasks."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from articles import article
from newsparse.errors import GoldError, NewsparseError
from newsparse.evaluate import (
    GoldArticle,
    Scorer,
    as_dict,
    evaluate,
    read_gold,
    read_labels,
    rows_of,
    to_gold,
)
from newsparse.record import Article, Span
from newsparse.writing.labelstudio import to_task
from test_cli import run


def corrected(*articles: Article) -> list[dict[str, Any]]:
    """Return Label Studio's export of tasks whose predictions were all accepted."""
    tasks: list[dict[str, Any]] = json.loads(json.dumps([to_task(each) for each in articles]))
    for number, task in enumerate(tasks, 1):
        result = task["predictions"][0]["result"]
        task |= {"id": number, "annotations": [{"id": number, "result": result}]}
    return tasks


def regions(task: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {r["id"]: r for r in task["annotations"][0]["result"] if r["type"] == "labels"}


def gold_of(task: dict[str, Any]) -> GoldArticle:
    gold = to_gold(task)
    assert gold is not None
    return GoldArticle.model_validate_json(gold.to_line())


def figures(gold: GoldArticle, found: Article) -> dict[str, tuple[int, int, int]]:
    scorer = evaluate({gold.id: gold}, [found])
    return {n: (f.right, f.predicted, f.gold) for n, f in scorer.figures().items()}


def test_all_that_was_accepted_is_right() -> None:
    made = [article("a"), article("b", name="Nils Berg")]
    gold = {each.id: each for each in map(gold_of, corrected(*made))}
    scorer = evaluate(gold, made)
    assert scorer.articles == 2
    assert scorer.mistakes == []
    for label, precision, recall, f1, annotated in rows_of(scorer):
        assert (precision, recall, f1) == (1.0, 1.0, 1.0), label
        assert annotated > 0
    quote = gold["a"].quotes[-1]  # type: ignore[index]
    assert quote.negated
    assert quote.together
    assert quote.speaker is not None
    assert quote.speaker.name == "Kari Vik|naboen"  # of whom no region says anything
    assert gold["a"].lang == "nb"


def test_ids_and_their_order_mean_nothing() -> None:
    """Regions that people draw have ids of Label Studio's own."""
    (task,) = corrected(article())
    ids: dict[str, str] = {}
    for item in task["annotations"][0]["result"]:
        for key in ("id", "from_id", "to_id"):
            if key in item:
                item[key] = ids.setdefault(item[key], f"x{len(ids)}")
    random.Random(1).shuffle(task["annotations"][0]["result"])
    del task["data"]["names"]
    scorer = evaluate({"sak": gold_of(task)}, [article()])
    assert scorer.mistakes == []


def test_relations_are_read_in_both_directions() -> None:
    (task,) = corrected(article())
    for item in task["annotations"][0]["result"]:
        if item["type"] == "relation":
            item["from_id"], item["to_id"] = item["to_id"], item["from_id"]
    assert evaluate({"sak": gold_of(task)}, [article()]).mistakes == []


def test_what_is_corrected_is_a_mistake_of_the_results() -> None:
    (task,) = corrected(article())
    found = regions(task)
    found["e1.1"]["value"]["labels"] = ["organisation"]
    found["q2.1"]["value"]["labels"] = ["direct"]
    drawn = [
        {"type": "relation", "from_id": "q2.1", "to_id": "e2.1", "labels": ["speaker"]},
        {
            "id": "new",
            "from_name": "entities",
            "to_name": "text",
            "type": "labels",
            "value": {"start": 2, "end": 7, "labels": ["organisation"]},
        },
    ]
    task["annotations"][0]["result"] += drawn
    scorer = evaluate({"sak": gold_of(task)}, [article()])
    told = [(m.what, m.about, m.text) for m in scorer.mistakes]
    assert told == [
        ("missed name", "organisation", "Skole"),
        ("missed name", "organisation", "Bergen"),
        ("wrong name", "place", "Bergen"),
        ("missed speaker", "Kari Vik", "Skole i Bergen"),
    ]
    assert scorer.mistakes[0].beside.startswith("🎉 [Skole] i Bergen – Vi må")
    assert figures(gold_of(task), article())["quotes.direct"] == (2, 1, 2)
    table = {label: figures for label, *figures in rows_of(scorer)}
    assert table["names"] == pytest.approx([0.5, 1 / 3, 0.4, 3])
    assert all(value <= 1 for row in table.values() for value in row[:3])


def test_mentions_join_the_name_that_they_are_part_of() -> None:
    text = "Kari Vik vant. Viks lag jublet. Ola Moe og Per Moe tapte, sa Moe."
    named = ["Kari Vik", "Vik", "Ola Moe", "Per Moe"]
    result = [_region(f"r{n}", text.index(name), name) for n, name in enumerate(named)]
    result[1]["value"] |= {"start": text.index("Viks"), "end": text.index("Viks") + 4}
    result.append(_region("last", text.rindex("Moe"), "Moe"))
    gold = gold_of({"id": 7, "data": {"text": text}, "annotations": [{"result": result}]})
    assert gold.id == "7"
    assert [(e.name, len(e.mentions)) for e in gold.entities or ()] == [
        ("Kari Vik", 2),
        ("Ola Moe", 1),
        ("Per Moe", 1),
        ("Moe", 1),  # one of the two
    ]


def _region(id: str, start: int, words: str, label: str = "person") -> dict[str, Any]:
    value = {"start": start, "end": start + len(words), "labels": [label]}
    return {"id": id, "from_name": "entities", "type": "labels", "value": value}


def test_words_that_are_a_speakers_only_name() -> None:
    """One relation to what is labelled a source tells both."""
    text = "Skolen stenges, sier naboen."
    result = [
        _region("q", 0, "Skolen stenges", "indirect"),
        _region("s", text.index("naboen"), "naboen", "source"),
        {"type": "relation", "from_id": "q", "to_id": "s", "labels": ["speaker"]},
    ]
    gold = gold_of({"id": 1, "data": {"text": text}, "annotations": [{"result": result}]})
    assert gold.quotes is not None
    quote = gold.quotes[0]
    assert quote.speaker is not None
    assert quote.source is not None
    assert quote.speaker.name == text[quote.source.start : quote.source.end] == "naboen"


def test_which_annotation_counts(tmp_path: Path) -> None:
    (task,) = corrected(article())
    right = task["annotations"][0]["result"]
    task["annotations"] = [
        {"result": right, "updated_at": "2024-05-02", "ground_truth": False},
        {"result": [], "updated_at": "2024-05-01"},
        {"result": [], "updated_at": "2024-05-03", "was_cancelled": True},
    ]
    assert len(gold_of(task).quotes or ()) == 3
    task["annotations"][1]["ground_truth"] = True
    assert gold_of(task).quotes == []
    task["annotations"] = []
    assert to_gold(task) is None


def spoiled(how: str) -> Any:
    (task,) = corrected(article("bad"))
    result = task["annotations"][0]["result"]
    relations = [item for item in result if item["type"] == "relation"]
    match how:
        case "no object":
            return 7
        case "JSON-MIN":
            return {"id": 1, "text": "Hei.", "entities": []}
        case "annotations":
            task["annotations"] = {}
        case "annotation":
            task["annotations"] = [3]
        case "result":
            task["annotations"][0]["result"] = None
        case "place":
            regions(task)["e1.1"]["value"]["end"] = 9999
        case "no place":
            regions(task)["e1.1"]["value"] = None
        case "words":
            task["data"]["text"] = "En " + task["data"]["text"]
        case "label":
            regions(task)["e1.1"]["value"]["labels"] = ["event"]
        case "no label":
            relations[0]["labels"] = []
        case "region":
            relations[0]["to_id"] = "gone"
        case "quote":
            result[:] = [i for i in result if not str(i.get("id", "")).startswith("q1.1")]
            relations[:] = [i for i in relations if "q1.1" not in (i["from_id"], i["to_id"])]
            result[:] = [i for i in result if i["type"] == "labels"] + relations
            result.append(
                {"type": "relation", "from_id": "q1.cue", "to_id": "e1.1", "labels": ["cue"]}
            )
        case "reference":
            result.append(
                {"type": "relation", "from_id": "e2.r1", "to_id": "q1.1", "labels": ["stands for"]}
            )
        case "two cues":
            result.append(
                {"type": "relation", "from_id": "q1.1", "to_id": "q3.cue", "labels": ["cue"]}
            )
        case "twice":
            task["data"]["id"] = "a"
    return task


SPOILED = [
    ("no object", "it has no data with a text; export as JSON, not as JSON-MIN"),
    ("JSON-MIN", "it has no data with a text; export as JSON, not as JSON-MIN"),
    ("annotations", "it has no list of annotations; export as JSON, not as JSON-MIN"),
    ("annotation", "it has no list of annotations; export as JSON, not as JSON-MIN"),
    ("result", "its annotation has no list of results"),
    ("place", "10 to 9999 is no place in its text"),
    ("no place", "it has a region without an id or labels"),
    ("words", "10 to 16 is 'i Ber' in its text, not 'Bergen'"),
    ("label", "it has a label 'event', which newsparse does not know"),
    ("no label", "the relation of e2.r1 and e2.1 has no label"),
    ("region", "it has a relation to a region that is not there"),
    ("quote", "the cue e1.1 belongs to no quote"),
    ("reference", "a reference stands for q1.1, which is no name"),
    ("two cues", "the quote q1.1 has two of the relation 'cue'"),
    ("twice", "another task has the id 'a'"),
]


@pytest.mark.parametrize(("how", "why"), SPOILED)
def test_a_malformed_task_is_a_sentence_and_the_others_are_read(
    tmp_path: Path, how: str, why: str
) -> None:
    first, last = corrected(article("a"), article("b"))
    path = tmp_path / "export.json"
    path.write_text(json.dumps([first, spoiled(how), last]), encoding="utf-8")
    a, error, b = read_labels(str(path))
    assert isinstance(a, GoldArticle)
    assert isinstance(b, GoldArticle)
    assert (a.id, b.id) == ("a", "b")
    assert isinstance(error, GoldError)
    mend = "mend it in Label Studio and export again"
    assert str(error) == f"{path}: task 2 is left out ({why}); {mend}"


def test_line_breaks_as_label_studio_writes_them() -> None:
    (task,) = corrected(article())
    value = regions(task)["q1.1"]["value"]
    value["end"] += 1
    value["text"] = value["text"] + "\\n"
    with pytest.raises(ValueError, match="is 'Vi må bygge ny skole,' in its text"):
        to_gold(task)
    place = task["data"]["text"].index("\n")
    value |= {"start": place - 6, "end": place + 3, "text": "Bergen\\n\\n–"}
    assert gold_of(task).quotes


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "is no export of Label Studio (it is not valid JSON: "),
        (b'{"a": 1}', "is no export of Label Studio (it is no list of tasks)"),
        (b"[" * 100_000, "is no export of Label Studio (it is not valid JSON: "),
    ],
)
def test_what_is_no_export(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(content)
    with pytest.raises(GoldError) as error:
        list(read_labels(str(path)))
    assert str(error.value).startswith(f"{path}: {why}")
    assert str(error.value).endswith("; export the project as JSON")


LINE = '{"id": "a", "text": "Vik vant.", "entities": []}'


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ([LINE, "{"], "line 2 is no gold (Invalid JSON"),
        ([LINE, '{"id": "b"}', LINE], "line 2 is no gold (text: Field required)"),
        ([LINE, LINE], "line 2 is no gold (another line has the id 'a')"),
        ([LINE, '{"id": "b", "text": "Hei."}'], "line 2 is no gold (it has neither entities nor "),
        (
            [LINE, '{"id": "b", "text": "Hei.", "quotes": [{"type": "said", "content": []}]}'],
            "line 2 is no gold (quotes.0.type: Input should be ",
        ),
        (
            [
                LINE,
                '{"id":"b","text":"Hei.","quotes":[{"type":"direct","content":[{"start":0,"end":9}]}]}',
            ],
            "line 2 is no gold (0 to 9 is no place in its text)",
        ),
    ],
)
def test_lines_that_are_no_gold(tmp_path: Path, lines: list[str], wrong: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(read_gold(str(path)))
    assert isinstance(found[0], GoldArticle)
    assert str(found[1]).startswith(f"{path}: {wrong}")
    assert len(found) == len(lines)


def test_results_are_no_gold(tmp_path: Path) -> None:
    """Read as gold, they would be without speakers."""
    path = tmp_path / "results.jsonl"
    path.write_text(f"{article().model_dump_json()}\n" * 3, encoding="utf-8")
    (error,) = read_gold(str(path))
    assert "line 1 is no gold (it is a result of newsparse); name annotated articles first" in str(
        error
    )
    (missing,) = read_gold(str(tmp_path / "none.jsonl"))
    assert isinstance(missing, NewsparseError)


def test_articles_without_results_are_missed_and_other_texts_not_counted() -> None:
    made = [article("a"), article("b"), article("c")]
    gold = {each.id: each for each in map(gold_of, corrected(*made))}
    said: list[str] = []
    other = made[1].model_copy(update={"text": made[1].text + " "})
    scorer = evaluate(gold, [made[0], other, article("d")], lambda error: said.append(str(error)))
    assert said == [
        "b: the text is not the one that was annotated; it is not counted; analyse the gold file "
        "itself",
        "there is no result for c; all in it counts as missed; analyse the whole gold file",
    ]
    assert scorer.articles == 2
    assert scorer.figures()["quotes"].recall == 0.5
    with pytest.raises(GoldError, match="no result is of an article that was annotated"):
        evaluate(gold, [article("d")])


def test_sections_that_nobody_annotated_are_not_measured() -> None:
    gold = GoldArticle(id="sak", text=article().text, quotes=[])
    found = figures(gold, article())
    assert "mentions" not in found
    assert found["quotes"] == (0, 3, 0)


def test_gender_and_role_are_told() -> None:
    made = article()
    at = made.text.index("Skole")
    place, person = made.entities
    guessed = person.model_copy(
        update={"gender": "male", "role": Span(start=at, end=at + 5, text="Skole")}
    )
    gold: dict[str, Any] = {
        "id": "sak",
        "text": made.text,
        "persons": [
            {"name": "Vik", "gender": "f", "role": "rektor"},
            {"name": "Ola Moe", "gender": "m", "role": None},
        ],
    }
    scorer = Scorer()
    scorer.add(gold, made.model_copy(update={"entities": [place, guessed]}).model_dump())
    assert [(m.what, m.about, m.text) for m in scorer.mistakes] == [
        ("wrong gender", "male, annotated: female", "Kari Vik"),
        ("wrong role", "Skole, annotated: rektor", "Kari Vik"),
    ]
    gender = as_dict(scorer, errors=False)["figures"]["gender"]
    assert gender == {
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "right": 0,
        "predicted": 1,
        "gold": 2,
    }


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with results, and what Label Studio exports of their tasks, all accepted."""
    made = [article("a"), article("b", name="Nils Berg")]
    lines = [f"{each.model_dump_json()}\n" for each in made]
    (tmp_path / "results.jsonl").write_text("".join(lines), encoding="utf-8")
    (tmp_path / "export.json").write_text(json.dumps(corrected(*made)), encoding="utf-8")
    return tmp_path


def test_from_labels_to_figures(desk: Path) -> None:
    gold, results = desk / "gold.jsonl", desk / "results.jsonl"
    process = run("import-labels", desk / "export.json", "-o", gold)
    assert (process.returncode, process.stdout, process.stderr) == (0, b"", b"")
    assert run("import-labels", "-", input=(desk / "export.json").read_bytes()).stdout == (
        gold.read_bytes()
    )
    process = run("evaluate", gold, results)
    assert (process.returncode, process.stderr) == (0, b"")
    told = json.loads(process.stdout)
    assert told.keys() == {"articles", "figures"}
    assert told["articles"] == 2
    assert told["figures"]["attributed"] == {
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
        "right": 6,
        "predicted": 6,
        "gold": 6,
    }
    process = run("evaluate", gold, results, "--errors", "--json")
    assert json.loads(process.stdout)["errors"] == []


def test_errors_have_the_text_beside(desk: Path) -> None:
    gold = desk / "gold.jsonl"
    run("import-labels", desk / "export.json", "-o", gold)
    worse = article("a").model_copy(update={"quotes": article("a").quotes[1:]})
    results = f"{worse.model_dump_json()}\n".encode()
    process = run("evaluate", gold, "-", "--errors", input=results)
    assert process.returncode == 1
    assert process.stderr.decode() == (
        "newsparse: there is no result for b; all in it counts as missed; analyse the whole gold "
        "file\n"
    )
    first = json.loads(process.stdout)["errors"][0]
    assert (first["id"], first["what"], first["about"]) == ("a", "missed quote", "direct, Kari Vik")
    assert first["beside"].startswith("🎉 Skole i Bergen – [Vi må bygge ny skole, sier Kari Vik.")


def test_labels_of_which_some_are_none(desk: Path) -> None:
    tasks = json.loads((desk / "export.json").read_bytes())
    untouched = {**tasks[0], "annotations": []}
    export = desk / "some.json"
    export.write_text(json.dumps([untouched, 7, tasks[1]]), encoding="utf-8")
    process = run("import-labels", export)
    assert process.returncode == 1
    assert [json.loads(line)["id"] for line in process.stdout.splitlines()] == ["b"]
    assert process.stderr.decode().splitlines() == [
        f"newsparse: {export}: task 2 is left out (it has no data with a text; export as JSON, not "
        "as JSON-MIN); mend it in Label Studio and export again",
        "newsparse: 1 task that nobody has annotated is left out",
    ]
    export.write_text("[]")
    gold = desk / "gold.jsonl"
    gold.write_text("of value")
    process = run("import-labels", export, "-o", gold)
    assert process.returncode == 1
    assert b"there is no article to write" in process.stderr
    assert gold.read_text() == "of value"
    process = run("import-labels", export, "-o", export)
    assert b"is what is read; name another file with -o" in process.stderr


@pytest.mark.parametrize(
    ("gold", "results", "why"),
    [
        ("none.jsonl", "results.jsonl", "none.jsonl: no such file; check the path"),
        ("gold.jsonl", "none.jsonl", "none.jsonl: no such file; check the path"),
        ("results.jsonl", "gold.jsonl", "line 1 is no gold (it is a result of newsparse); name "),
        ("gold.jsonl", "gold.jsonl", "gold.jsonl: line 1 is no result of newsparse ("),
        ("gold.jsonl", "empty.jsonl", "there is no article to write"),
        ("empty.jsonl", "results.jsonl", "empty.jsonl: holds no text; give a file with an art"),
        ("other.jsonl", "results.jsonl", "no result is of an article that was annotated; anal"),
    ],
)
def test_what_cannot_be_evaluated(desk: Path, gold: str, results: str, why: str) -> None:
    run("import-labels", desk / "export.json", "-o", desk / "gold.jsonl")
    (desk / "empty.jsonl").write_text("")
    (desk / "other.jsonl").write_text(LINE.replace('"a"', '"x"'))
    process = run("evaluate", desk / gold, desk / results)
    assert (process.returncode, process.stdout) == (1, b"")
    (sentence,) = process.stderr.decode().splitlines()
    assert why in sentence


def test_only_one_is_standard_input() -> None:
    process = run("evaluate", "-", "-")
    assert (process.returncode, process.stdout) == (2, b"")
    assert b"only one can be standard input" in process.stderr
