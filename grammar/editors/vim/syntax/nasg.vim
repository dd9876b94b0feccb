" SPDX-License-Identifier: Apache-2.0
" Colours of nasg programs.
if exists("b:current_syntax")
  finish
endif

syntax keyword nasgDeclaration op topology space search
syntax keyword nasgDeclaration nextgroup=nasgModule skipwhite import
syntax match nasgModule contained "\h[A-Za-z0-9_.]*"
syntax keyword nasgKeyword let in where frame limit level notation extends on connected tied step log
syntax keyword nasgBoolean true false
syntax match nasgNumber "\<\d\+\(\.\d\+\)\?\([eE][+-]\?\d\+\)\?[kMG]\?\>"
syntax match nasgOperator ">>\|->\|<=\|\.\.\|++\|[-+*^|@=]"
syntax match nasgCall "\<\h\w*\ze\s*("
syntax match nasgNonterminal "\<\u[A-Z0-9_]*\>"
syntax match nasgEscape contained +\\[nt"\\]+
syntax region nasgText start=+"+ skip=+\\.+ end=+"+ oneline contains=nasgEscape
syntax match nasgComment "//.*$" contains=@Spell
syntax match nasgDocumentation "///.*$" contains=@Spell
syntax region nasgComment start="/\*" end="\*/" contains=@Spell

highlight default link nasgDeclaration Structure
highlight default link nasgModule Include
highlight default link nasgKeyword Keyword
highlight default link nasgBoolean Boolean
highlight default link nasgNumber Number
highlight default link nasgOperator Operator
highlight default link nasgCall Function
highlight default link nasgNonterminal Type
highlight default link nasgText String
highlight default link nasgEscape SpecialChar
highlight default link nasgComment Comment
highlight default link nasgDocumentation SpecialComment

let b:current_syntax = "nasg"
