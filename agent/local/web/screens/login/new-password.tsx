import { passwordLack } from "#agent/domain/site/password-rule";
import { Field } from "../../components/field";
import { useTexts } from "../../model/page";
import { loginTexts } from "./login-texts";

interface NewPasswordProps {
  readonly value: string;
  readonly repeated: string;
  readonly before?: string;
  readonly onInput: (value: string) => void;
  readonly onRepeat: (value: string) => void;
}

/** A new password twice, with what it still lacks while it is typed. */
export function NewPassword({ value, repeated, before, onInput, onRepeat }: NewPasswordProps) {
  const texts = useTexts(loginTexts);
  const lacks = value === "" ? [] : passwordLack(value, before);
  return (
    <>
      <Field
        label={texts.next}
        value={value}
        onInput={onInput}
        type="password"
        autoComplete="new-password"
        hint={texts.rule}
        error={lacks.length === 0 ? undefined : texts.lacking(lacks.map((lack) => texts.lacks[lack]).join(", "))}
      />
      <Field
        label={texts.repeat}
        value={repeated}
        onInput={onRepeat}
        type="password"
        autoComplete="new-password"
        error={repeated !== "" && repeated !== value ? texts.different : undefined}
      />
    </>
  );
}

/** True when it may be sent. */
export function isGood(value: string, repeated: string, before?: string): boolean {
  return value === repeated && passwordLack(value, before).length === 0;
}
