"""python -m newsparse"""

from newsparse.cli import app

app(prog_name="newsparse")
