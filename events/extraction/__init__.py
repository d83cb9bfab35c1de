"""Text in, dated facts out: pure, offline, on a CPU (design.md §3; the parts in the order they work in):

`times` finds and reads the time expressions, `parsing` gives the words their syntax, `cast` tells who and where
they name, `facts` what happened when, who says so and how surely, `links` which facts belong together. `rules` puts
them together as the built-in extractor; `extraction` is what any extractor takes and gives.
"""
