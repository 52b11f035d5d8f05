"""The report room: text for a terminal, pages, workbooks, pictures, files. Nothing else formats or plots; nothing here computes a figure.

A result comes in as numbers and as what ``--json`` prints; `shown_results` says what is asked of each kind. `face` is what every
result can do with a report, by way of `formats`, one module a format. The words are made once and set several times:

- text: a module a kind of result (`projection`, `scenario` and `total`, `solution`, `simulation`, `sweep`), put together in `text`, set by
  `text_page`; `screens` and `first_screen` are the first screen of a terminal, `sentences` questions and answers
- `page`, `workbook`, `letters`: HTML, workbooks that compute, offer letters
- `pictures` are described once, and drawn by `svg` or, with Matplotlib, by `figures`
- what is said beside a result: `findings`, `layout`, `explanation`, `terms`; `values_as_text` is how every value is written
- files: `files` and `placing` write all or none, `places` says where that can be; `refusals` is what goes wrong in a command
"""
