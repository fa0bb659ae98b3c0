"""Charts drawn on the server, each with its table, its key and its source.

What is where: `theme` colours and frame, `marks` Altair layers, `drawing` a chart to inline SVG,
`standing` marks in tables, `verdicts` chips, `numbers` how a number is written, `cells` and `table`
what stands under a chart, `figure` all of it together, `pages` to answer a request. Only `marks`
and who draws imports Altair, when asked for: it takes seconds, and the clinic shall not wait.
"""
