/** Given names that stand for a person wherever they are written with a capital letter. */
export const GIVEN_NAMES: readonly string[] =
  `Aisha Akua Alejandro Alice Amara Amit Ana Anna Antonio Arnav Bob Carlos Carol Charlie Chen Dave David Diego Efua
  Elena Emily Emma Eve Fatima Hans Hiroshi Ivan Jane Jean Jennifer Jorge John José Juan Kwaku Kwesi Laura Li Linda Mallory Marcia Maria María
  Mary Mateo Michael Mohammed Nikhil Nikki Olga Paulo Peter Priya Richard Robert Sarah Saanvi Shirley Sofia Susan Thomas Wei William Yuki`
    .split(/\s+/)
    .filter((name) => name !== "");
