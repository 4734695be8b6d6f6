/** What each language is called by itself, for who may not read the others. */

export const LANGUAGES = {
  en: { name: "English", tag: "en", short: "EN", choose: "Switch to English" },
  zh: {
    name: "简体中文",
    tag: "zh-Hans",
    short: "中文",
    choose: "切换到简体中文",
  },
};

/** @typedef {keyof typeof LANGUAGES} Language */
