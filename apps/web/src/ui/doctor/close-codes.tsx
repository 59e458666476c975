import { type CloseName, closeTable } from '@duplex/protocol'
import { Table } from '@mantine/core'
import { useTranslations } from 'next-intl'
import classes from './doctor-page.module.css'

const names = Object.keys(closeTable) as CloseName[]

/** Every way a connection may end, from the one table. */
export function CloseCodes() {
  const t = useTranslations('doctor')
  return (
    <section aria-labelledby="close-codes">
      <h2 id="close-codes" className={classes.heading}>
        {t('codes.heading')}
      </h2>
      <p className={classes.hint}>{t('codes.hint')}</p>
      <details>
        <summary className={classes.more}>{t('codes.show', { count: names.length })}</summary>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes.code}>{t('codes.code')}</Table.Th>
              <Table.Th>{t('codes.cause')}</Table.Th>
              <Table.Th>{t('codes.act')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {names.map((name) => (
              <Table.Tr key={name} id={`code-${closeTable[name].code}`}>
                <Table.Th scope="row" className={classes.code}>
                  {closeTable[name].code}
                </Table.Th>
                <Table.Td>{t(`cause.${name}`)}</Table.Td>
                <Table.Td>{t(`act.${closeTable[name].verdict}`)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </section>
  )
}
