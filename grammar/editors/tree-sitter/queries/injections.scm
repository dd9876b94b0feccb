; SPDX-License-Identifier: Apache-2.0
; Documentation is Markdown; editors that have a grammar of comments find their marks in the others.
((doc_comment) @injection.content (#offset! @injection.content 0 3 0 0) (#set! injection.language "markdown_inline"))
((comment) @injection.content (#set! injection.language "comment"))
