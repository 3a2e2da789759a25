/** What is said of devices in Japanese. */
export const devices = {
  title: 'デバイス',
  sentence: 'プロセッサーと同じ数値を出したデバイスだけが {model} を実行します。',
  untested: '未検査',
  passed: {
    fp32: '合格、毎秒 {speed} ウィンドウ',
    fp16: '16 ビットで合格、毎秒 {speed} ウィンドウ',
  },
  small: {
    fp32: '小さなウィンドウで合格、全体は毎秒約 {speed}',
    fp16: '16 ビットの小さなウィンドウで合格、全体は毎秒約 {speed}',
  },
  smallReason: 'このデバイスでウィンドウ全体を試すと時間がかかりすぎます。',
  refused: {
    missing: 'このコンピューターにありません',
    wrong: '拒否：数値が異なります',
    failed: '拒否：エラーを報告しました',
    crashed: '拒否：クラッシュしました',
    silent: '拒否：応答がありません',
  },
  measure: '検査して測定',
  measuring: '測定中…',
  testing: 'このモデルで {device} を試しています（初回のみ）',
  choice: 'デバイス',
  automatic: '自動',
  onCpu: 'カーネルがないためプロセッサーで実行：{operators}',
  fall: {
    missing: '{device} はこのコンピューターにありません。{other} を使います。',
    wrong: '{device} の数値がプロセッサーと異なります。{other} を使います。',
    failed: '{device} がエラーを報告しました。{other} を使います。',
    crashed: '{device} が検査でクラッシュしました。{other} を使います。',
    silent: '{device} の応答がありません。{other} を使います。',
    smallerBatch: '{device} のメモリーが足りません。一度に {n} ウィンドウで続けます。',
    outOfMemory: '{device} のメモリーが足りません。{other} を使います。',
  },
}
