/** What is said of devices in Chinese. */
export const devices = {
  title: '设备',
  sentence: '设备给出与处理器相同的数值后，才会用来运行 {model}。',
  untested: '尚未测试',
  passed: { fp32: '通过，每秒 {speed} 个窗口', fp16: '以 16 位通过，每秒 {speed} 个窗口' },
  small: {
    fp32: '以小窗口通过，每秒约 {speed} 个完整窗口',
    fp16: '以 16 位和小窗口通过，每秒约 {speed} 个完整窗口',
  },
  smallReason: '在此设备上测试完整窗口耗时过长。',
  refused: {
    missing: '本机没有',
    wrong: '已拒绝：数值不同',
    failed: '已拒绝：报告了错误',
    crashed: '已拒绝：崩溃',
    silent: '已拒绝：没有应答',
  },
  measure: '测试并测速',
  measuring: '正在测速…',
  testing: '正在用此模型测试 {device}，仅此一次',
  choice: '设备',
  automatic: '自动',
  onCpu: '因缺少内核而在处理器上运行：{operators}',
  fall: {
    missing: '本机没有 {device}；改用 {other}。',
    wrong: '{device} 给出的数值与处理器不同；改用 {other}。',
    failed: '{device} 报告了错误；改用 {other}。',
    crashed: '{device} 在测试中崩溃；改用 {other}。',
    silent: '{device} 没有应答；改用 {other}。',
    smallerBatch: '{device} 的内存太小；改为每次 {n} 个窗口。',
    outOfMemory: '{device} 的内存太小；改用 {other}。',
  },
}
