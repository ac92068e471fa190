"""Put the trained parts into one pipeline and write its scores into its meta.json."""

from pathlib import Path
from typing import Annotated

import functions  # noqa: F401  (registers what the configs name)
import spacy
import typer
from spacy.language import Language
from spacy.training import Corpus

SCORES = (
    "token_acc",
    "pos_acc",
    "morph_acc",
    "lemma_acc",
    "dep_uas",
    "dep_las",
    "sents_f",
    "ents_p",
    "ents_r",
    "ents_f",
)


def assemble(syntax: Path, ner: Path) -> Language:
    """Return the syntax pipeline with the entity recogniser added."""
    nlp = spacy.load(syntax)
    nlp.add_pipe("ner", source=spacy.load(ner))
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])  # not those of one machine
    return nlp


def measure(nlp: Language, dev: Path) -> dict[str, dict[str, float]]:
    """Score the pipeline from raw text on each dev set, by file stem."""
    figures = {}
    for path in sorted(dev.glob("*.spacy")):
        scores = nlp.evaluate(list(Corpus(path)(nlp)))
        figures[path.stem] = {key: round(scores[key], 4) for key in SCORES}
        figures[path.stem]["ents_per_type"] = {
            label: round(score["f"], 4) for label, score in scores["ents_per_type"].items()
        }
    return figures


def main(
    syntax: Path,
    ner: Path,
    dev: Path,
    target: Path,
    version: Annotated[str, typer.Option(help="the pipeline's version")] = "0.1.0",
) -> None:
    """Write the pipeline made of SYNTAX and NER to TARGET, measured on the dev sets in DEV."""
    nlp = assemble(syntax, ner)
    nlp.meta.update(
        {
            "name": target.name.removeprefix("nb_"),
            "version": version,
            "description": "Norwegian, Bokmål and Nynorsk: tagger, lemmatizer, parser, NER.",
            "author": "newsparse",
            "license": "MIT",
            "sources": [
                {
                    "name": "UD Norwegian Bokmål and Nynorsk (NDT)",
                    "url": "https://universaldependencies.org/no/index.html",
                    "license": "CC0",
                },
                {
                    "name": "NorNE",
                    "url": "https://github.com/ltgoslo/norne",
                    "license": "CC0",
                },
            ],
            "performance": measure(nlp, dev),
        }
    )
    nlp.to_disk(target)
    for standard, scores in nlp.meta["performance"].items():
        print(standard, scores)


if __name__ == "__main__":
    typer.run(main)
