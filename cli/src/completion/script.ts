export const shells = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof shells)[number];

/** What a shell has to read to complete `haidang`; its `__complete` answers one candidate a line. */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: `_haidang_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" IFS=$'\\n'
  local -a words
  IFS=$' \\t\\n' read -r -a words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  COMPREPLY=($(haidang __complete bash "\${words[@]:1}" 2>/dev/null))
  # bash takes ":" and "=" for ends of words and replaces only what follows them
  local typed="\${words[-1]}" part="\${COMP_WORDS[COMP_CWORD]}"
  [[ "$part" == "=" ]] && part=""
  local head="\${typed%"$part"}"
  [[ -n "$head" ]] && COMPREPLY=("\${COMPREPLY[@]#"$head"}")
  [[ \${#COMPREPLY[@]} -eq 1 && "\${COMPREPLY[0]}" == */ ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _haidang_complete haidang
`,
  zsh: `#compdef haidang
_haidang() {
  local -a values shown
  local value about
  while IFS=$'\\t' read -r value about; do
    values+=("$value")
    shown+=("$value\${about:+  $about}")
  done < <(haidang __complete zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#values} )) && compadd -U -l -d shown -- "\${values[@]}"
}
if [[ -n "$ZSH_EVAL_CONTEXT" && "$ZSH_EVAL_CONTEXT" == *loadautofunc* ]]; then
  _haidang "$@"
else
  compdef _haidang haidang
fi
`,
  fish: `function __haidang_complete
  set -l words (commandline -opc) (commandline -ct)
  haidang __complete fish $words[2..-1] 2>/dev/null
end
complete -c haidang -f -k -a '(__haidang_complete)'
`,
  powershell: `Register-ArgumentCompleter -Native -CommandName haidang -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -le $cursorPosition } | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '""' }
  haidang __complete powershell @words 2>$null | ForEach-Object {
    $value, $about = $_ -split "\`t", 2
    if (-not $about) { $about = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
  }
}
`,
};
