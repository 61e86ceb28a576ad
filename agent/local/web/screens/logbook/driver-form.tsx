import { useState } from "preact/hooks";
import { Field } from "../../components/field";
import { Notice } from "../../components/notice";
import { usePage, useTexts } from "../../model/page";
import { EntryForm } from "./entry-form";
import { logbookTexts } from "./logbook-texts";

/** For the driver without an account: once, for the charge that waits. */
export function DriverForm() {
  const { api } = usePage();
  const texts = useTexts(logbookTexts);
  const [code, setCode] = useState("");
  const [isDone, setDone] = useState(false);
  if (isDone) return <Notice mood="good">{texts.driverDone}</Notice>;
  return (
    <>
      <p>{texts.driverIntro}</p>
      <Field
        label={texts.code}
        hint={texts.codeHint}
        value={code}
        onInput={setCode}
        autoComplete="off"
        maxLength={20}
      />
      <EntryForm
        submit={texts.enter}
        isPlateKnown
        own={{ wrong: texts.wrong }}
        send={(body) => api.send("POST", "/api/logbook", { ...body, code: code.trim() })}
        onDone={() => {
          setDone(true);
        }}
      />
    </>
  );
}
