import { useState } from "preact/hooks";
import { type Language, languages } from "#agent/domain/site/site-settings";
import { Choice } from "../../components/choice";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { languageNames } from "../../components/taste-controls";
import { useAsked } from "../../model/asked";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { type Outcomes, refusedIn } from "./outcomes";
import { TakeAlong } from "./take-along";
import type { SettingsTexts } from "./settings-en";
import { settingsTexts } from "./settings-texts";

type Name = keyof SettingsTexts["names"];
type Values = Readonly<Partial<Record<Name, string>>>;

interface Configuration {
  readonly items: readonly { readonly name: string; readonly value: string | null }[];
}

const placeNames: readonly Name[] = [
  "site.name",
  "site.place",
  "site.address",
  "site.space",
  "site.latitude",
  "site.longitude",
  "site.timeZone",
  "site.co2PerKwh",
  "site.currency",
  "site.startToken",
];
/** A charger whose lamp has one brightness has no such value. */
const machineNames: readonly Name[] = ["lightIntensity", "lightNightHours", "lightNightIntensity"];

/** What is put down about the place, and what the lamp does. */
export function SettingsScreen() {
  const shell = useTexts(shellTexts);
  const { reply, askAgain } = useAsked<Configuration>("/api/configuration");
  if (reply === undefined) return <p class="waiting">{shell.waiting}</p>;
  if (!reply.ok) return <Notice mood="problem">{shell.failed}</Notice>;
  const known = Object.fromEntries(reply.body.items.map(({ name, value }) => [name, value ?? ""]));
  return (
    <>
      <SettingsForm known={known} onSaved={askAgain} />
      <TakeAlong onTaken={askAgain} />
    </>
  );
}

interface SettingsFormProps {
  readonly known: Values;
  readonly onSaved: () => Promise<void>;
}

function SettingsForm({ known, onSaved }: SettingsFormProps) {
  const { api } = usePage();
  const texts = useTexts(settingsTexts);
  const shell = useTexts(shellTexts);
  const [wishes, setWishes] = useState<Values>({});
  const [refused, setRefused] = useState<readonly string[]>([]);
  const [words, setWords] = useState<string | undefined>(undefined);
  const changed = Object.entries(wishes).filter(([name, value]) => known[name as Name] !== value);
  const wish = (name: Name, value: string) => {
    setWishes({ ...wishes, [name]: value });
    setRefused(refused.filter((each) => each !== name));
  };
  const save = async () => {
    if (changed.length === 0) {
      setWords(texts.nothingNew);
      return;
    }
    const items = changed.map(([name, value]) => ({ name, value }));
    const reply = await api.send<Outcomes>("PATCH", "/api/configuration", { items });
    const bad = refusedIn(reply);
    setRefused(bad);
    setWords(reply.ok ? (bad.length === 0 ? texts.saved : texts.notAll) : shell.failed);
    await onSaved();
  };
  const field = (name: Name) =>
    known[name] !== undefined && (
      <Field
        key={name}
        label={texts.names[name]}
        value={wishes[name] ?? known[name]}
        onInput={(value) => {
          wish(name, value);
        }}
        hint={hintOf(texts, name)}
        error={refused.includes(name) ? texts.wrong : undefined}
      />
    );
  const language = languages.find((each) => each === (wishes["site.language"] ?? known["site.language"])) ?? "en";
  return (
    <section class="card">
      <Form submit={texts.save} onSubmit={save}>
        <h2>{texts.place}</h2>
        {placeNames.map(field)}
        <Choice<Language>
          label={texts.names["site.language"]}
          value={language}
          options={languages.map((value) => ({ value, text: languageNames[value] }))}
          onChoose={(value) => {
            wish("site.language", value);
          }}
        />
        <MapLink latitude={known["site.latitude"]} longitude={known["site.longitude"]} />
        {machineNames.some((name) => known[name] !== undefined) && <h2>{texts.machine}</h2>}
        {machineNames.map(field)}
      </Form>
      {words !== undefined && <Notice mood={refused.length === 0 ? "good" : "problem"}>{words}</Notice>}
    </section>
  );
}

interface MapLinkProps {
  readonly latitude: string | undefined;
  readonly longitude: string | undefined;
}

/** Opens whatever shows maps on the visitor's own device; this page loads none. */
function MapLink({ latitude, longitude }: MapLinkProps) {
  const texts = useTexts(settingsTexts);
  if (!latitude || !longitude) return null;
  return <a href={`geo:${latitude},${longitude}`}>{texts.map}</a>;
}

function hintOf({ hints }: SettingsTexts, name: Name): string | undefined {
  return Object.hasOwn(hints, name) ? hints[name as keyof SettingsTexts["hints"]] : undefined;
}
