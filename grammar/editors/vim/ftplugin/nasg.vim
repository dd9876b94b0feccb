" SPDX-License-Identifier: Apache-2.0
" Comments, indentation and formatting of nasg programs.
if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=//\ %s comments=:///,://,s1:/*,mb:*,ex:*/
setlocal shiftwidth=2 expandtab textwidth=110
setlocal formatprg=nasgc\ fmt\ -
let b:undo_ftplugin = "setlocal commentstring< comments< shiftwidth< expandtab< textwidth< formatprg<"
