export const help = `Outcrop: a local emulator of Amazon Bedrock inference profiles

Usage
  outcrop start [options]       start the emulator
  outcrop validate FILE...      check scenario files
  outcrop explain FILE...       who may invoke what, where, which statement decides, and what would allow it
  outcrop replay FILE...        take the steps of scenario files, and hold every answer against what they expect
  outcrop replay --diff A B FILE...
                                take them at two targets, and tell where the answers differ
  outcrop verify [options]      whether a running emulator has seen what its scenario expects
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

Options of replay (a FILE may be a folder: all its YAML and JSON files)
  --target URL|aws|process      an Outcrop that listens, AWS itself, or an emulator in this process (default)
  --region R                    Region of the steps that name none, in files without one (default us-east-1)
  --filter TEXT                 only behaviours with this text in their file or name
  --parallel N                  so many files at a time (default 1)
  --junit FILE, --html FILE     write a report; --json writes the results to stdout
  --coverage FILE|-             operations, errors and constraints that were shown (- for stdout, .json for machines)
  --yes                         agree to calls of AWS that cost money

Options of verify
  --target URL                  the emulator (default http://127.0.0.1:4577)
  --session NAME                the session to ask about
  --junit FILE, --tap FILE, --html FILE
                                write a report
  --json                        for machines

Every option of start is also an environment variable: OUTCROP_HOST, OUTCROP_PORT, OUTCROP_SCENARIO (files separated by commas),
OUTCROP_WATCH (true or false), OUTCROP_SEED, OUTCROP_LOG_LEVEL. The command line wins.

Exit codes
  0 done, 1 a check failed or something is denied, 2 bad usage, a bad file, or no emulator to ask
`;
