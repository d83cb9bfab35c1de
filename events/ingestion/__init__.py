"""Articles in: what an article says, and what the log knows already, become the events to append. Pure.

`reading` takes text, HTML and ninjs apart into an `IncomingArticle`, `publication` tells when it appeared; `subjects`
finds whom and where it names among those known, `reports` makes facts of what was extracted, `matching` and `revising`
compare them with what an earlier text of the article said. `submission` puts it all together.
"""
