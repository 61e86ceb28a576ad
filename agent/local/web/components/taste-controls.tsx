import { type Language, languages } from "#agent/domain/site/site-settings";
import { useCell } from "../model/cell";
import { usePage, useTexts } from "../model/page";
import type { Theme } from "../model/taste";
import { shellTexts } from "../texts/shell";
import { Choice } from "./choice";

/** Each language by its own name: whoever looks for it cannot read the others. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  fr: "Français",
  de: "Deutsch",
  nl: "Nederlands",
};

export function TasteControls() {
  const { taste } = usePage();
  const texts = useTexts(shellTexts);
  const language = useCell(taste.language);
  const theme = useCell(taste.theme);
  const themeNames: Readonly<Record<Theme, string>> = {
    auto: texts.themeAuto,
    light: texts.themeLight,
    dark: texts.themeDark,
  };
  return (
    <div class="taste">
      <Choice
        label={texts.language}
        value={language}
        options={languages.map((value) => ({ value, text: languageNames[value] }))}
        onChoose={(chosen) => {
          taste.setLanguage(chosen);
        }}
      />
      <Choice
        label={texts.theme}
        value={theme}
        options={(["auto", "light", "dark"] as const).map((value) => ({ value, text: themeNames[value] }))}
        onChoose={(chosen) => {
          taste.setTheme(chosen);
        }}
      />
    </div>
  );
}
