# RUN: nasgc man | head -n 12
# RUN: nasg man | sed -n '/^.SS params/,/^.SS evaluate/p'
# RUN: nasgc man | sed -n '/^.SS fmt/,/^.SS count/p'
# RUN: source <(nasgc completion bash); COMP_WORDS=(nasgc f); COMP_CWORD=1; _nasgc; echo ${COMPREPLY[@]}
# RUN: source <(nasgc completion bash); COMP_WORDS=(nasgc sample --s); COMP_CWORD=2; _nasgc; echo ${COMPREPLY[@]}
# RUN: source <(nasgc completion bash); COMP_WORDS=(nasgc check --diagnostics-format j); COMP_CWORD=3; _nasgc; echo ${COMPREPLY[@]}
# RUN: source <(nasgc completion bash); COMP_WORDS=(nasgc build --emit = a); COMP_CWORD=4; _nasgc; echo ${COMPREPLY[@]}
# RUN: source <(nasgc completion bash); COMP_WORDS=(nasgc build --emit =); COMP_CWORD=3; _nasgc; echo ${COMPREPLY[@]}
# RUN: source <(nasgc completion bash); COMP_WORDS=(nasgc completion ''); COMP_CWORD=2; _nasgc; echo ${COMPREPLY[@]}
# RUN: source <(nasgc completion bash); COMP_WORDS=(nasgc check many_errors.n); COMP_CWORD=2; _nasgc; echo ${COMPREPLY[@]}
# RUN: source <(nasg completion bash); COMP_WORDS=(nasg search --obj); COMP_CWORD=2; _nasg; echo ${COMPREPLY[@]}
# RUN: nasgc completion zsh | grep -A3 '  fmt)'
# RUN: nasgc completion zsh | grep -m1 -o -e '--emit[=+][^a-z]'
# RUN: nasgc completion fish | grep 'completion\|from fmt'
# RUN: nasgc completion tcsh > /dev/null 2>&1
