import { useId, useState } from "preact/hooks";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { SaidNotice, useSaid } from "../../components/said";
import { usePage, useTexts } from "../../model/page";
import { systemTexts } from "./system-texts";

interface FarewellProps {
  readonly title: string;
  readonly why: string;
  readonly press: string;
  readonly path: string;
}

/** What cannot be taken back: with the serial number and the password once more. */
export function Farewell({ title, why, press, path }: FarewellProps) {
  const { api } = usePage();
  const texts = useTexts(systemTexts);
  const said = useSaid();
  const id = useId();
  const [serialNumber, setSerialNumber] = useState("");
  const [password, setPassword] = useState("");
  const [loseUndelivered, setLose] = useState(false);
  const send = async () => {
    const body = { serialNumber, password, loseUndelivered };
    said.tell(await api.send("POST", path, body), texts.done, {
      charging: texts.charging,
      undelivered: texts.undelivered,
      serialNumber: texts.wrongSerial,
      wrong: texts.wrongPassword,
    });
    setPassword("");
  };
  return (
    <section class="card problem">
      <h2>{title}</h2>
      <p>{why}</p>
      <Form submit={press} onSubmit={send} isReady={serialNumber !== "" && password !== ""}>
        <Field label={texts.serialNumber} value={serialNumber} onInput={setSerialNumber} autoComplete="off" />
        <Field
          label={texts.password}
          value={password}
          onInput={setPassword}
          type="password"
          autoComplete="current-password"
        />
        <label for={id}>
          <input
            id={id}
            type="checkbox"
            checked={loseUndelivered}
            onChange={({ currentTarget }) => {
              setLose(currentTarget.checked);
            }}
          />{" "}
          {texts.loseUndelivered}
        </label>
      </Form>
      <SaidNotice words={said.words} />
    </section>
  );
}
