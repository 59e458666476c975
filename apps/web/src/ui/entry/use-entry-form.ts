'use client'

import { type FormErrors, useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useErrorText } from '../panels/error-text.ts'
import { type FieldMessages, toFieldErrors } from './field-errors.ts'

type EntryFormOptions<Values> = {
  initialValues: Values
  validate: (values: Values) => FormErrors
  /** Words for what the server may find wrong with a field. */
  fieldMessages: FieldMessages
  send: (values: Values) => Promise<unknown>
  onDone: (values: Values) => void
}

/** A form that is sent once at a time; refusals come back to their fields, anything else stands above the button. */
export function useEntryForm<Values extends Record<string, string>>(options: EntryFormOptions<Values>) {
  const { initialValues, validate, fieldMessages, send, onDone } = options
  const errorText = useErrorText()
  const [refusal, setRefusal] = useState<string>()
  const form = useForm<Values>({ mode: 'uncontrolled', initialValues, validate })
  const mutation = useMutation({
    mutationFn: send,
    onMutate: () => setRefusal(undefined),
    onSuccess: (_, values) => onDone(values),
    onError: (error) => {
      const errors = toFieldErrors(error, fieldMessages)
      const [first] = Object.keys(errors)
      if (first === undefined) return setRefusal(errorText(error))
      form.setErrors(errors)
      form.getInputNode(first)?.focus()
    },
  })
  const submit = form.onSubmit(
    (values) => mutation.mutate(values),
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
  )
  return { form, submit, refusal, busy: mutation.isPending || mutation.isSuccess, reset: mutation.reset }
}
