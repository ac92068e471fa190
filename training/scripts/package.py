"""Put a trained network into a spaCy pipeline and write its scores into its meta.json."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from export import build
from network import Network, restore
from spacy.lang.char_classes import ALPHA
from spacy.lang.nb import Norwegian
from spacy.lang.nn import NorwegianNynorsk
from spacy.lang.tokenizer_exceptions import emoticons
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.training import Example
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from treebank import read_groups, to_doc

from newsparse.encoder import CLASSES, LEMMAS, NETWORK, SHA256, TOKENIZER, Encoder

SENTENCES = 10  # of a text that is measured, as spaCy's own figures are
EMOTICONS = frozenset(emoticons)
LETTER = r"[^\W\d_]"  # of any script; spaCy's list of them takes long to compile
PARTIES = frozenset({"Ap.", "Frp.", "Sp."})  # written without a stop today
SCORED = ("morphologizer", "trainable_lemmatizer", "parser", "ner")  # what spaCy's own would do
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
META = {
    "description": "Norwegian, Bokmål and Nynorsk: tagger, lemmatizer, parser, NER in one network.",
    "author": "newsparse",
    "license": "MIT",
    "sources": [
        {
            "name": "UD Norwegian Bokmål and Nynorsk (NDT)",
            "url": "https://universaldependencies.org/no/index.html",
            "license": "CC0",
        },
        {"name": "NorNE", "url": "https://github.com/ltgoslo/norne", "license": "CC0"},
        {
            "name": "multilingual-e5-small",
            "url": "https://huggingface.co/intfloat/multilingual-e5-small",
            "license": "MIT",
        },
        {
            "name": "NoReC and NorQuAD (raw text, for distillation)",
            "url": "https://github.com/ltgoslo",
            "license": "models made with them are free",
        },
        {
            "name": "NorQuAD's news, with names annotated for newsparse",
            "url": "https://github.com/ltgoslo/NorQuAD",
            "license": "CC0",
        },
        {"name": "GeoNames (places)", "url": "https://www.geonames.org", "license": "CC BY 4.0"},
        {
            "name": "Faker (people's names)",
            "url": "https://github.com/joke2k/faker",
            "license": "MIT",
        },
        {
            "name": "Unicode CLDR (countries)",
            "url": "https://cldr.unicode.org",
            "license": "Unicode-3.0",
        },
    ],
}


def tokenizing() -> Language:
    """Return a pipeline that has only a tokenizer, one for both written standards.

    spaCy's Nynorsk rules agree better with UD than its Bokmål rules do, on both treebanks (131
    against 193 spurious tokens on the dev sets). A dash that is glued to a reply (`-Det går bra`)
    is split off, also behind a full stop (`sa han.–Det`), and so is a mark inside a compound
    (`«Idol»-finalen`), and a full stop behind a short name (`UiO.`). Emoticons are not kept whole,
    since in news `8)` and `):` are none; nor is a party's name with the full stop behind it.
    """
    nlp, nynorsk = Norwegian(), NorwegianNynorsk()
    tokenizer = nynorsk.tokenizer
    rules = tokenizer.rules.items()
    tokenizer.rules = {form: rule for form, rule in rules if form not in EMOTICONS | PARTIES}
    prefixes = [*(nlp.Defaults.prefixes or ()), r"[-–—](?=[A-ZÆØÅÉÄÖÜ«“\"])"]
    tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    glued_reply = (r"[.!?](?=[–—][A-ZÆØÅ«])", r"(?<=[.!?])[–—](?=[A-ZÆØÅ«])")
    spacys = [infix.replace(f"[{ALPHA}]", LETTER) for infix in nynorsk.Defaults.infixes or ()]
    infixes = [*spacys, r"[»”\"](?=-\w)", *glued_reply]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    suffixes = [*(nynorsk.Defaults.suffixes or ()), r"(?<=[a-zæøå][A-ZÆØÅ])\."]  # `UiO.`
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    nlp.tokenizer.from_bytes(tokenizer.to_bytes())
    return nlp


def lemmas_of(assets: Path) -> list[str]:
    """Return the lemmas of both treebanks."""
    vocab = Norwegian().vocab
    docs = (
        to_doc(vocab, group)
        for standard in ("nb", "nn")
        for group in read_groups(assets / f"{standard}_train.conllu.gz", SENTENCES)
    )
    return sorted({token.lemma_ for doc in docs for token in doc})


def pipeline_of(network: Network, before: Path, lemmas: list[str], quantised: bool) -> Language:
    """Return a pipeline with the network in it; its tokenizer and classes are those from before."""
    nlp = tokenizing()
    encoder = nlp.add_pipe("newsparse_encoder")
    assert isinstance(encoder, Encoder)
    kept = {name: (before / encoder.name / name).read_bytes() for name in (TOKENIZER, CLASSES)}
    encoder.open(
        {
            NETWORK: build(network.eval(), quantised).SerializeToString(),
            LEMMAS: json.dumps(lemmas, ensure_ascii=False).encode("utf-8"),
            **kept,
        }
    )
    nlp.meta[SHA256] = encoder.hashes()
    return nlp


def measure(nlp: Language, assets: Path) -> dict[str, dict[str, Any]]:
    """Score a pipeline from raw text on both dev sets."""
    figures = {}
    for standard in ("nb", "nn"):
        groups = read_groups(assets / f"{standard}_dev.conllu.gz", SENTENCES)
        gold = [to_doc(nlp.vocab, group) for group in groups]
        found = nlp.pipe(doc.text for doc in gold)
        examples = [Example(*pair) for pair in zip(found, gold, strict=True)]
        scores = Scorer(default_lang="nb", default_pipeline=SCORED).score(examples)
        figures[standard] = {key: round(scores[key], 4) for key in SCORES}
        figures[standard]["ents_per_type"] = {
            label: round(score["f"], 4) for label, score in scores["ents_per_type"].items()
        }
    return figures


def main(
    assets: Path,
    learnt: Annotated[Path, typer.Argument(help="the network's folder")],
    target: Annotated[Path, typer.Argument(help="the pipeline's folder")],
    version: Annotated[str, typer.Option(help="the pipeline's version")] = "0.1.0",
) -> None:
    """Write the pipeline over TARGET, measured on ASSETS' dev sets with 32 bits and with 8."""
    network, lemmas = restore(Network, learnt / "network.pt"), lemmas_of(assets)
    for bits, quantised in (("32 bits", False), ("8 bits", True)):
        figures = measure(pipeline_of(network, target, lemmas, quantised), assets)
        print(bits, json.dumps(figures), flush=True)
    nlp = pipeline_of(network, target, lemmas, quantised=True)  # one that has not read a word yet
    nlp.meta.update(META | {"name": target.name.removeprefix("nb_"), "version": version})
    nlp.meta["performance"] = figures
    nlp.to_disk(target)


if __name__ == "__main__":
    typer.run(main)
