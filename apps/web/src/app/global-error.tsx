'use client'

import '../ui/theme/tokens.css'
import classes from './global-error.module.css'

/** When even the frame of all pages throws: no translations, no components, nothing that could throw again. */
export default function GlobalError({ retry }: { retry: () => void }) {
  return (
    <html lang="en">
      <body className={classes.body}>
        <title>Error · Duplex</title>
        <main>
          <h1 className={classes.heading}>Duplex could not be shown</h1>
          <p>What was stored is safe, and what you wrote is kept on this device. Try again in a moment.</p>
          <p lang="zh-Hans">无法显示 Duplex。已存储的内容是安全的，你写下的内容保留在此设备上。请稍后再试。</p>
          <p lang="zh-Hant">無法顯示 Duplex。已儲存的內容是安全的，你寫下的內容保留在此裝置上。請稍後再試。</p>
          <button type="button" className={classes.button} onClick={retry}>
            Try again · 重试 · 重試
          </button>
        </main>
      </body>
    </html>
  )
}
