"""`twinbill compare` of two sorted files, as canonical files are."""
from compare_contest import Compare

CONTESTS = [Compare()]
