/**
 * Texts with the number of tokens that a real tokenizer makes of them: OpenAI's o200k_base, counted once with gpt-tokenizer 4.0.0. The
 * tokenizers of Claude and Nova are not public.
 */
export const tokenSamples: Readonly<
  Record<string, { readonly text: string; readonly tokens: number; readonly within: number }>
> = {
  English: {
    text: 'The harbour was quiet when the first boats came in. Nobody on the pier spoke above a whisper, and the gulls, which had been screaming since dawn, settled on the roofs of the warehouses as if they too were waiting for something. Anna counted the crates twice, wrote the number into her notebook, and closed it again. "Seven," she said. "There should have been nine."',
    tokens: 79,
    within: 0.15,
  },
  TypeScript: {
    text: 'export function clamp(value: number, { low = 0, high }: Bounds): number {\n  if (!Number.isFinite(value)) throw new RangeError("not finite");\n  // Both bounds belong to the range.\n  return Math.min(high ?? Number.MAX_SAFE_INTEGER, Math.max(low, value));\n}\n\nconst rows = items.filter((item) => item.price > 10).map(({ id, price }) => ({ id, total: price * 1.2 }));\n',
    tokens: 96,
    within: 0.15,
  },
  Python: {
    text: 'def get_weather(city: str, unit: str = "celsius") -> dict[str, float]:\n    """Look up the weather of a city."""\n    response = requests.get(f"{BASE_URL}/weather", params={"q": city, "units": unit}, timeout=10)\n    response.raise_for_status()\n    data = response.json()\n    return {"temperature": data["main"]["temp"], "humidity": data["main"]["humidity"]}\n',
    tokens: 90,
    within: 0.15,
  },
  JSON: {
    text: '{"id":"order-1042","customer":{"name":"Ada Moreau","email":"ada@example.com"},"items":[{"sku":"LAMP-7","quantity":2,"price":24.5},{"sku":"BOOK-112","quantity":1,"price":12.0}],"shipped":false,"notes":null,"createdAt":"2026-03-14T09:30:00Z"}',
    tokens: 86,
    within: 0.15,
  },
  German: {
    text: "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen. Niemand auf der Mole sprach lauter als ein Flüstern.",
    tokens: 51,
    within: 0.35,
  },
  French: {
    text: "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    tokens: 41,
    within: 0.35,
  },
  Chinese: {
    text: "人人生而自由，在尊严和权利上一律平等。今天北京的天气怎么样？请用一句话回答。您可以使用推理配置文件来跟踪使用情况指标，监控成本。",
    tokens: 45,
    within: 0.45,
  },
  Japanese: {
    text: "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。今日の東京の天気はどうですか？一文で答えてください。",
    tokens: 53,
    within: 0.35,
  },
  Korean: {
    text: "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 오늘 서울 날씨는 어때요? 한 문장으로 대답해 주세요.",
    tokens: 42,
    within: 0.35,
  },
  Arabic: {
    text: "يولد جميع الناس أحراراً متساوين في الكرامة والحقوق. كيف حال الطقس في القاهرة اليوم؟ أجب بجملة واحدة من فضلك.",
    tokens: 35,
    within: 0.35,
  },
  Russian: {
    text: "Все люди рождаются свободными и равными в своем достоинстве и правах. Какая сегодня погода в Москве? Ответь, пожалуйста, одним предложением.",
    tokens: 34,
    within: 0.35,
  },
  Hindi: {
    text: "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। आज दिल्ली में मौसम कैसा है?",
    tokens: 33,
    within: 0.35,
  },
  emoji: {
    text: "Great job 👍🏽! See you tomorrow 🎉🎊 at the beach 🏖️☀️. Don't forget the dog 🐶❤️. 😂😂😂 ✅ done, ❌ failed 🚀",
    tokens: 44,
    within: 0.35,
  },
};
