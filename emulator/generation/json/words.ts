/** What a text is made of where its name tells nothing. */
export const plainWords: readonly string[] = [
  "granite",
  "harbour",
  "railway",
  "lantern",
  "meadow",
  "compass",
  "ledger",
  "orchard",
  "pebble",
  "quarry",
  "signal",
  "timber",
  "valley",
  "window",
  "anchor",
  "beacon",
  "canvas",
  "dune",
  "ember",
  "fjord",
];

/**
 * Plausible values by the last word of a property's name: what a tool is called with in tests should look like what a model
 * would say. Text that no one reads twice, and no data of anybody.
 */
export const textsByName: Readonly<Record<string, readonly string[]>> = {
  address: ["12 Quarry Lane", "48 Harbour Street", "7 Slate Road"],
  airport: ["CDG", "SEA", "NRT"],
  author: ["Ada Moreau", "Jonas Keller", "Mina Sato"],
  body: ["The report is ready for review.", "Please confirm the new date.", "All checks have passed."],
  branch: ["main", "develop", "release"],
  brand: ["Granite", "Basalt", "Slate"],
  bucket: ["reports", "archive", "uploads"],
  category: ["books", "travel", "kitchen", "garden"],
  channel: ["general", "support", "releases"],
  city: ["Paris", "Seattle", "Kyoto", "Lisbon", "Nairobi"],
  code: ["A100", "B205", "C310"],
  color: ["blue", "green", "amber"],
  colour: ["blue", "green", "amber"],
  command: ["ls -la", "npm test", "git status"],
  comment: ["Looks good.", "Please check the totals.", "Delivered on time."],
  company: ["Granite Works", "Harbour Labs", "Slate and Sons"],
  content: ["The meeting moved to Thursday.", "Sales rose by four percent.", "The build is green again."],
  country: ["France", "Japan", "Portugal", "Kenya"],
  currency: ["EUR", "USD", "JPY"],
  customer: ["Ada Moreau", "Jonas Keller", "Mina Sato"],
  date: ["2026-03-14", "2026-06-02", "2026-09-21"],
  day: ["Monday", "Wednesday", "Friday"],
  department: ["sales", "support", "research"],
  description: ["A short summary of the matter.", "What was asked for, in one line.", "A note for the team."],
  destination: ["Lisbon", "Kyoto", "Seattle"],
  directory: ["/tmp/reports", "/srv/data", "/home/app"],
  domain: ["example.com", "example.org"],
  email: ["ada@example.com", "jonas@example.org", "mina@example.net"],
  endpoint: ["https://api.example.com/v1", "https://example.org/hooks"],
  explanation: ["It follows from the figures given.", "Both sources agree.", "The last entry decides."],
  expression: ["2 + 3 * 4", "(7 - 2) * 6", "144 / 12"],
  file: ["report.csv", "notes.txt", "main.py"],
  filename: ["report.csv", "notes.txt", "main.py"],
  flight: ["AF1234", "NH0007", "TP0440"],
  format: ["json", "csv", "text"],
  genre: ["jazz", "mystery", "folk"],
  id: ["a1b2c3", "d4e5f6", "g7h8i9"],
  instructions: ["Keep it short.", "List the steps in order.", "Answer in one sentence."],
  isbn: ["9780131103627", "9780262033848"],
  key: plainWords,
  keyword: ["granite", "harvest", "railway"],
  label: ["important", "later", "done"],
  language: ["en", "fr", "ja"],
  lang: ["en", "fr", "ja"],
  lastname: ["Moreau", "Keller", "Sato"],
  firstname: ["Ada", "Jonas", "Mina"],
  location: ["Paris", "Seattle", "Kyoto", "Lisbon", "Nairobi"],
  message: ["The report is ready.", "See you at ten.", "Your order has been sent."],
  method: ["GET", "POST"],
  model: ["standard", "compact", "large"],
  month: ["March", "June", "September"],
  name: ["Ada Moreau", "Jonas Keller", "Mina Sato"],
  note: ["Call back on Monday.", "Window seat.", "Leave at the door."],
  operation: ["add", "multiply", "subtract"],
  organization: ["Granite Works", "Harbour Labs", "Slate and Sons"],
  origin: ["Paris", "Nairobi", "Seattle"],
  owner: ["granite-works", "harbour-labs"],
  path: ["/tmp/report.csv", "/srv/data/notes.txt", "/home/app/main.py"],
  person: ["Ada Moreau", "Jonas Keller", "Mina Sato"],
  phone: ["+15550100123", "+15550100456", "+15550100789"],
  postcode: ["75001", "98101", "10115"],
  priority: ["high", "normal", "low"],
  product: ["desk lamp", "notebook", "coffee mill"],
  project: ["atlas", "harbour", "quarry"],
  prompt: ["Summarize the report.", "List three ideas.", "Explain it to a child."],
  query: ["latest sales figures", "how granite forms", "trains to Lisbon"],
  question: ["How does granite form?", "What is due today?", "Which train leaves first?"],
  reason: ["It was asked for.", "The figures agree.", "The date has passed."],
  region: ["us-east-1", "eu-west-1", "ap-northeast-1"],
  repo: ["atlas", "harbour", "quarry"],
  repository: ["atlas", "harbour", "quarry"],
  role: ["admin", "editor", "viewer"],
  sentiment: ["positive", "neutral", "negative"],
  sku: ["SKU-1001", "SKU-2002", "SKU-3003"],
  source: ["report.csv", "the handbook", "an interview"],
  sql: ["SELECT * FROM orders LIMIT 10", "SELECT count(*) FROM users"],
  state: ["CA", "WA", "NY"],
  status: ["open", "done", "waiting"],
  street: ["12 Quarry Lane", "48 Harbour Street", "7 Slate Road"],
  subject: ["The report of March", "A question on your order", "Meeting on Thursday"],
  summary: ["Sales rose, costs fell.", "The work is on time.", "Two points are open."],
  symbol: ["AMZN", "ACME", "GRNT"],
  table: ["orders", "users", "events"],
  tag: ["alpha", "urgent", "travel"],
  team: ["atlas", "support", "research"],
  text: ["Granite is an igneous rock.", "The train leaves at nine.", "All checks have passed."],
  thought: ["First the figures, then the dates.", "One source is enough here."],
  ticker: ["AMZN", "ACME", "GRNT"],
  time: ["09:30", "14:00", "18:45"],
  timezone: ["Europe/Paris", "America/New_York", "Asia/Tokyo"],
  title: ["The quarry at dawn", "A report on trains", "Notes from the harbour"],
  topic: ["geology", "train travel", "home cooking"],
  unit: ["celsius", "kilometers", "grams"],
  url: ["https://example.com/report", "https://example.org/docs"],
  uri: ["https://example.com/report", "https://example.org/docs"],
  user: ["ada", "jonas", "mina"],
  username: ["ada", "jonas", "mina"],
  version: ["1.4.0", "2.0.1", "3.2.0"],
  weekday: ["Monday", "Wednesday", "Friday"],
  zip: ["75001", "98101", "10115"],
  zipcode: ["75001", "98101", "10115"],
};

/** Where a number usually lies, by the last word of its property's name. */
export const rangesByName: Readonly<Record<string, readonly [low: number, high: number]>> = {
  age: [18, 80],
  amount: [1, 500],
  budget: [100, 5_000],
  confidence: [0, 1],
  count: [1, 20],
  days: [1, 14],
  duration: [1, 120],
  height: [1, 200],
  hour: [0, 23],
  humidity: [20, 90],
  index: [0, 9],
  latitude: [-60, 60],
  lat: [-60, 60],
  length: [1, 100],
  level: [1, 5],
  limit: [1, 50],
  line: [1, 200],
  longitude: [-170, 170],
  lng: [-170, 170],
  lon: [-170, 170],
  minute: [0, 59],
  month: [1, 12],
  nights: [1, 10],
  number: [1, 100],
  offset: [0, 100],
  page: [1, 10],
  percent: [0, 100],
  percentage: [0, 100],
  port: [1_024, 9_999],
  price: [1, 500],
  probability: [0, 1],
  quantity: [1, 10],
  rating: [1, 5],
  score: [0, 1],
  size: [1, 50],
  speed: [1, 120],
  temperature: [0, 35],
  timeout: [1, 60],
  top: [1, 10],
  total: [1, 500],
  weight: [1, 100],
  width: [1, 200],
  year: [2_000, 2_030],
};

/** The words of a property's name: of `maxResults`, `max_results` and `max-results` alike. */
export function wordsOf(name: string): string[] {
  const words: string[] = [];
  let word = "";
  const end = () => {
    if (word !== "") words.push(word.toLowerCase());
    word = "";
  };
  for (const character of name.slice(0, 200)) {
    const upper = character >= "A" && character <= "Z";
    const letter = upper || (character >= "a" && character <= "z") || (character >= "0" && character <= "9");
    if (!letter) end();
    else {
      if (upper && !/[A-Z]$/.test(word)) end();
      word += character;
    }
  }
  end();
  return words;
}

/** What the table has for a name: for its last words joined, its last word, or an earlier one; a plural counts as its singular. */
export function byName<Entry>(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  const words = wordsOf(name);
  const pair = words.slice(-2).join("");
  for (const word of [pair, ...words.reverse()]) {
    for (const form of [word, singular(word)]) if (Object.hasOwn(table, form)) return table[form];
  }
  return undefined;
}

export function singular(word: string): string {
  return word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.replace(/s$/, "");
}
