"""One of the sample cards, held out to a virtual reader until standard input ends."""

import sys

from fidpos.bootstrap.demo.virtual_card import insert
from tests.helpers.virtual_cards.samples import SAMPLES

if __name__ == "__main__":
    raise SystemExit(insert(SAMPLES[sys.argv[1]].card(), port=int(sys.argv[2])))
