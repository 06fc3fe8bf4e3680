export const help = `Outcrop: a local emulator of Amazon Bedrock inference profiles

Usage
  outcrop start [options]       start the emulator
  outcrop validate FILE...      check scenario files
  outcrop --version
  outcrop --help

Options of start
  --host HOST                   address to listen on (default 127.0.0.1)
  --port PORT                   port to listen on, 0 for any free one (default 4577)
  --scenario FILE               scenario in YAML or JSON; given again, its sections replace those of earlier files
  --seed N                      seed of all chance, unless a scenario has one (default 42)
  --log-level LEVEL             silent, error, warn or info (a JSON line for each request) (default warn)

Every option is also an environment variable: OUTCROP_HOST, OUTCROP_PORT, OUTCROP_SCENARIO (files separated by commas),
OUTCROP_SEED, OUTCROP_LOG_LEVEL. The command line wins.

Exit codes
  0 done, 1 a check failed, 2 bad usage or bad file
`;
