import { useState } from "preact/hooks";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { formatFor } from "../../model/format";
import { useLoaded } from "../../model/loaded";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { accessTexts } from "./access-texts";

interface Guest {
  readonly id: number;
  readonly name: string;
  readonly expiresAt: string;
  readonly longestMinutes: number;
}

/** Whose PIN is valid, and how one more is invited. */
export function GuestList() {
  const { api } = usePage();
  const texts = useTexts(accessTexts);
  const format = formatFor(useLanguage());
  const { reply, reload } = useLoaded<{ readonly guests: readonly Guest[] }>("/api/guests");
  const guests = reply?.ok === true ? reply.body.guests : [];
  const withdraw = async (id: number) => {
    await api.send("DELETE", `/api/guests/${String(id)}`);
    await reload();
  };
  return (
    <section class="card" aria-labelledby="guests">
      <h2 id="guests">{texts.guests}</h2>
      {guests.length === 0 && <p>{texts.noGuests}</p>}
      <ul class="plain">
        {guests.map(({ id, name, expiresAt, longestMinutes }) => (
          <li key={id}>
            <strong>{name}</strong> {texts.until(format.dateTime(expiresAt), String(longestMinutes))}{" "}
            <button
              type="button"
              class="danger"
              aria-label={`${texts.withdraw}: ${name}`}
              onClick={() => {
                withdraw(id).catch(() => undefined);
              }}
            >
              {texts.withdraw}
            </button>
          </li>
        ))}
      </ul>
      <Invitation onInvited={reload} />
    </section>
  );
}

function Invitation({ onInvited }: { readonly onInvited: () => Promise<void> }) {
  const { api } = usePage();
  const texts = useTexts(accessTexts);
  const shell = useTexts(shellTexts);
  const [name, setName] = useState("");
  const [hours, setHours] = useState("24");
  const [minutes, setMinutes] = useState("240");
  const [made, setMade] = useState<{ readonly name: string; readonly pin: string } | undefined>(undefined);
  const [error, setError] = useState<string | undefined>(undefined);
  const invite = async () => {
    const body = { name: name.trim(), validHours: Number(hours), longestMinutes: Number(minutes) };
    const reply = await api.send<{ readonly pin: string }>("POST", "/api/guests", body);
    setError(reply.ok ? undefined : reply.error === "tooMany" ? texts.tooMany : refusalWords(reply, shell));
    if (!reply.ok) return;
    setMade({ name: body.name, pin: reply.body.pin });
    setName("");
    await onInvited();
  };
  return (
    <>
      <Form submit={texts.invite} onSubmit={invite} isReady={name.trim() !== ""}>
        <Field label={texts.guestName} value={name} onInput={setName} maxLength={60} error={error} />
        <Field label={texts.validHours} value={hours} onInput={setHours} inputMode="numeric" />
        <Field label={texts.longestMinutes} value={minutes} onInput={setMinutes} inputMode="numeric" />
      </Form>
      {made !== undefined && (
        <Notice mood="good">
          {texts.pin(made.name)} <span class="secret">{`${made.pin.slice(0, 5)} ${made.pin.slice(5)}`}</span>
        </Notice>
      )}
    </>
  );
}
