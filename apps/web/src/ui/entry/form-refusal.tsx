import classes from './form-refusal.module.css'

/** What the server refused about the whole form. The region is always there, so that it is read out when it fills. */
export function FormRefusal({ text }: { text: string | undefined }) {
  return (
    <div role="alert" className={classes.refusal} hidden={text === undefined}>
      {text}
    </div>
  )
}
