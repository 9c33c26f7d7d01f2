package cmd

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

const completionHelp = `PROGRAM completion bash|zsh|fish|pwsh prints a script with which the shell completes
commands, flags and their values:

  source <(PROGRAM completion bash)     in .bashrc; zsh in the same way, in .zshrc
  PROGRAM completion fish > ~/.config/fish/completions/PROGRAM.fish
  PROGRAM completion pwsh > PROGRAM.ps1, which the profile runs
`

// completionCommand prints the scripts with which shells complete command lines.
func (t *tool) completionCommand() *command {
	return &command{
		name: "completion", doc: "a script for the shell's completion", run: t.completion,
		flags: []general{{flagHelp, "", "show this"}},
	}
}

func (t *tool) completion(_ context.Context, c *call) error {
	if c.Bool(flagHelp) {
		_, err := fmt.Fprint(t.stdout, strings.ReplaceAll(completionHelp, "PROGRAM", t.programName()))
		return err
	}
	var names []string
	for _, s := range shells {
		names = append(names, s.name)
		if s.name == c.Args().First() && c.Args().Len() == 1 {
			_, err := fmt.Fprint(t.stdout, strings.ReplaceAll(s.script, "PROGRAM", t.programName()))
			return err
		}
	}
	known := strings.Join(names, ", ")
	switch {
	case !c.Args().Present():
		return usagef("a shell is missing: %s completion SHELL; there are %s", c.self, known)
	case c.Args().Len() > 1:
		return usagef("one shell is accepted, found %d", c.Args().Len())
	}
	return usagef("unknown shell %q; there are %s", c.Args().First(), known)
}

// programName is the name by which shells know the program.
func (t *tool) programName() string {
	name := strings.TrimSuffix(filepath.Base(t.program), ".exe")
	if !plainName.MatchString(name) {
		return "explore"
	}
	return name
}

// plainName is a name that means nothing else in a script.
var plainName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)

// shellCandidates are the names of the shells.
func shellCandidates() (list []candidate) {
	for _, s := range shells {
		list = append(list, candidate{s.name, ""})
	}
	return list
}

// shells have a script each. It asks the program PROGRAM for candidates, one a line
// as WORD:DESCRIPTION; where there are none the shell offers files.
var shells = []struct{ name, script string }{
	{"bash", `# Completion for PROGRAM in bash.
_PROGRAM_complete() {
	local current="${COMP_WORDS[COMP_CWORD]}" line
	local -a before=("${COMP_WORDS[@]:0:COMP_CWORD}") candidates=()
	[[ ${before[0]} == "~/"* ]] && before[0]="$HOME/${before[0]#*/}"
	[[ $current == -* ]] && before+=("$current")
	while IFS= read -r line; do
		line="${line%%:*}"
		[[ -n $line && $line == "$current"* ]] && candidates+=("$line")
	done < <("${before[@]}" --generate-shell-completion 2>/dev/null)
	COMPREPLY=("${candidates[@]}")
}
complete -o bashdefault -o default -F _PROGRAM_complete PROGRAM
`},
	{"zsh", `#compdef PROGRAM
# Completion for PROGRAM in zsh.
_PROGRAM() {
	local -a before candidates
	before=("${(@)words[1,CURRENT-1]}")
	[[ ${words[CURRENT]} == -* ]] && before+=("${words[CURRENT]}")
	candidates=("${(@f)$(${before} --generate-shell-completion 2>/dev/null)}")
	if [[ -n ${candidates[1]} ]]; then
		_describe 'PROGRAM' candidates
	else
		_files
	fi
}
if [[ ${funcstack[1]} == _PROGRAM ]]; then
	_PROGRAM "$@"
else
	compdef _PROGRAM PROGRAM
fi
`},
	{"fish", `# Completion for PROGRAM in fish.
function __PROGRAM_complete
	set -l before (commandline -opc)
	set -l current (commandline -ct)
	string match -q -- '-*' $current; and set -a before $current
	set -l candidates ($before --generate-shell-completion 2>/dev/null)
	if test -z "$candidates"
		__fish_complete_path $current
	else
		string replace -- ':' \t $candidates
	end
end
complete -c PROGRAM -e
complete -c PROGRAM -f -a '(__PROGRAM_complete)'
`},
	{"pwsh", `# Completion for PROGRAM in PowerShell.
Register-ArgumentCompleter -Native -CommandName PROGRAM -ScriptBlock {
	param($word, $line, $position)
	$words = @($line.CommandElements | ForEach-Object { $_.ToString() })
	if ($word -ne '' -and -not $word.StartsWith('-')) { $words = @($words | Select-Object -SkipLast 1) }
	$rest = @($words | Select-Object -Skip 1) + '--generate-shell-completion'
	& $words[0] @rest 2>$null | ForEach-Object {
		$name, $doc = $_ -split ':', 2
		if (-not $doc) { $doc = $name }
		if ($name.StartsWith($word)) {
			[System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $doc)
		}
	}
}
`},
}
