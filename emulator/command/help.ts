export const help = `Outcrop: a local emulator of Amazon Bedrock inference profiles

Usage
  outcrop start [options]       start the emulator
  outcrop validate FILE...      check scenario files
  outcrop explain FILE...       who may invoke what, where, which statement decides, and what would allow it
  outcrop --version
  outcrop --help

Options of start
  --host HOST                   address to listen on (default 127.0.0.1)
  --port PORT                   port to listen on, 0 for any free one (default 4577)
  --scenario FILE               scenario in YAML or JSON; given again, its sections replace those of earlier files
                                (what files may take from other files and from the environment: see the README)
  --watch                       follow changes of the scenario files: rules are swapped, state is kept
  --seed N                      seed of all chance, unless a scenario has one (default 42)
  --log-level LEVEL             silent, error, warn or info (a JSON line for each request) (default warn)

Options of explain
  --operation NAME              Converse (default) or another that a model answers, such as InvokeModel
  --principal ARN               whom to ask for, instead of the scenario's principals; may be given again
  --model-id ID                 what to ask for: a model or profile, by id or ARN, instead of the scenario's profiles;
                                may be given again
  --json                        for machines

Every option of start is also an environment variable: OUTCROP_HOST, OUTCROP_PORT, OUTCROP_SCENARIO (files separated by commas),
OUTCROP_WATCH (true or false), OUTCROP_SEED, OUTCROP_LOG_LEVEL. The command line wins.

Exit codes
  0 done, 1 a check failed or something is denied, 2 bad usage or bad file
`;
