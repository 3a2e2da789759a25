/** What the program says of files, pictures and runs, in Japanese. */
import type { SentenceName } from '../../../src-shared/contract/sentences.ts'

export const sentence: Readonly<Record<SentenceName, string>> = {
  fileMissing: '{file} がありません。パスを確認してください。',
  fileForbidden: '{file} を読み取る権限がありません。権限を変更してください。',
  fileUnopened: '{file} を開けません。パスを確認してください。',
  fileUnread: '{file} を読み取れません。ディスクを確認してください。',
  fileIsFolder: '{file} はフォルダーです。中の画像を選んでください。',
  fileIsNone: '{file} はファイルではありません。画像ファイルを選んでください。',
  fileEmpty: '{file} は空です。もう一度コピーまたは書き出してください。',
  fileTooLarge: '{file} は {limit} メガピクセルを超えています。先に縮小してください。',
  fileDepth: '{file} のサンプルは {depth} です。8 ビットか 16 ビットに変換してください。',
  fileChannels: '{file} は {channels} チャンネルです。グレーか RGB に変換してください。',
  fileUnknown: '{file} は読み取れる画像ではありません。{formats} に変換してください。',
  fileDamaged:
    '{file} は壊れているか不完全な {format} ファイルです。もう一度コピーまたは書き出してください。',
  fileNotChosen: 'このファイルは今回選ばれたものではありません。もう一度選んでください。',
  fileConverted: '{file} を {space} から sRGB に変換しました',
  fileFirstOfMany: '{file} の {pages} 枚のうち、最初の 1 枚だけを読み取ります',
  fileExifDamaged: '{file} の EXIF データは壊れているため除きました',
  formatTooSmall:
    '{file}：{format} は一辺 {side} ピクセルまでで、{width} x {height} は入りません。PNG か TIFF で書き出してください。',
  formatOpaque: '{file}：{format} は透明を扱えません。PNG、WebP、TIFF、AVIF で書き出してください。',
  notWritten: '{file} を書き込めません。別の場所を選んでください。',
  diskFull:
    '{file} を書き込めません。ディスクがいっぱいです。空きを作るか、別の場所を選んでください。',
  quotaFull:
    '{file} を書き込めません。ディスクの割り当てを使い切りました。空きを作るか、別の場所を選んでください。',
  diskSmall:
    '{file} を書き込めません。このディスクはこの大きさのファイルを扱えません。別の場所を選んでください。',
  diskReadOnly: '{file} を書き込めません。ディスクは読み取り専用です。別の場所を選んでください。',
  folderForbidden:
    '{file} を書き込めません。フォルダーに書き込む権限がありません。権限を変更するか、別の場所を選んでください。',
  folderGone: '{file} を書き込めません。フォルダーがなくなりました。先に作成してください。',
  nameTooLong: '{file} を書き込めません。名前が長すぎます。短くしてください。',
  systemFull: 'ディスクがいっぱいです。空きを作るか、別の場所を選んでください。',
  systemQuota: 'ディスクの割り当てを使い切りました。空きを作るか、別の場所を選んでください。',
  systemReadOnly: 'ファイルシステムは読み取り専用です。別の場所を選んでください。',
  systemForbidden: '権限がありません。権限を変更するか、別の場所を選んでください。',
  systemMissing: 'ファイルまたはフォルダーがありません。パスを確認してください。',
  systemNoFolder: 'パスの一部がフォルダーではありません。パスを確認してください。',
  systemFolder: 'これはフォルダーです。ファイルを指定してください。',
  systemBusy: '開いているファイルが多すぎます。ほかのプログラムを閉じてやり直してください。',
  maskSize:
    '選択範囲 {file} は {width} x {height} ピクセル、画像は {pictureWidth} x {pictureHeight} です。選択範囲を画像の大きさに合わせてください。',
  maskEmpty: '選択範囲 {file} は何も選んでいません。選ぶ部分を白く塗ってください。',
  holeEmpty: '何も選ばれていません。置き換える部分を塗ってください。',
  holeWhole: 'すべてのピクセルが選ばれています。一部を残してください。',
  holeBeside: '選択範囲が画像の中にありません。この画像で選び直してください。',
  strokesBeside: '色の線が画像の外にあるか、透明です。画像の上に描いてください。',
  learnTooLittle:
    '選択範囲の外に、学習できる {size}x{size} ピクセルがありません。選択を小さくしてください。',
  blendSizes:
    '写真の大きさが {width} x {height} と {otherWidth} x {otherHeight} ピクセルです。同じ大きさに切り抜くか拡大縮小してください。',
  blendAlone: 'つなぐ相手となる 2 枚目の画像を選んでください。',
  restoreNothing: '修復するものがありません。傷を塗るか、色か大きさを選んでください。',
  memoryShort: 'メモリーが足りません。書類やほかのプログラムを閉じるか、画像を小さくしてください。',
  modelMissing: 'モデル {model} はありません。次から選んでください：{models}。',
  modelFixed: 'モデル {model} はプログラムに付属のもので、変更できません。',
  modelUnknown:
    '{file} は読み取れる種類（safetensors、PyTorch（.bin、.pt）、ONNX）ではありません。もう一度ダウンロードしてください。',
  modelEmpty: '{file} は空です。もう一度ダウンロードしてください。',
  modelUnread: '{file} を読み取れません。ファイルがあるか、権限を確認してください。',
  modelIsNone:
    '{file} はファイルではありません。重みのファイルかモデルのフォルダーを選んでください。',
  modelShort: '{file} は途中で終わっています。もう一度ダウンロードしてください。',
  modelTooLarge:
    'モデルがブラウザーで一度に扱える大きさを超えています。コマンドラインの models export で書き出してください。',
  engineDied:
    'この作業をしていた Selfsame の一部が停止し、再起動しています。もう一度お試しください。',
  unreachable:
    'Selfsame に接続できません。続く場合は再起動してください。未保存の書類はそこで復元できます。',
  defect: 'Selfsame に起きてはならない障害が起きました。診断情報を保存して報告してください。',
  cropBeside: '切り抜きが画像の中にありません。引き直してください。',
  pictureTooLarge:
    '{width} x {height} は {limit} メガピクセルを超えています。小さい大きさを選んでください。',
  pictureForgotten: 'この画像はもう保管されていません。ファイルを開き直してください。',
  pictureLost: '{file} を作業フォルダーから読み取れなくなりました。開き直してください。',
  documentForgotten: 'この書類はもう保管されていません。ファイルを開き直してください。',
  documentElsewhere: 'この書類は別のウィンドウで開いています。そちらで続けてください。',
  documentDamaged:
    '「{title}」の保存状態が壊れています。画像を開き直すか、以前のプロジェクトファイルを開いてください。',
  historyForgotten: '履歴のこの段階はもうディスクにありません。後の段階を選んでください。',
  projectNone:
    '{file} は Selfsame のプロジェクトではありません。.selfsame ファイルを選んでください。',
  projectNewer: '{file} は新しい Selfsame で作られています。Selfsame を更新してください。',
  projectDamaged: '{file} は壊れています。壊れていないコピーを使ってください。',
  projectTorn:
    '{file} は壊れているか、プロジェクトではありません。壊れていないコピーを使ってください。',
  projectIncomplete: '{file} には必要な画像が欠けています。壊れていないコピーを使ってください。',
  projectSwelling: '{file} は展開すると極端に大きくなります。信用しないでください。',
  projectUnread: '{file} を読み取れません。ファイルがあるか、権限を確認してください。',
  projectTooLarge: 'プロジェクトが 4 GB を超えています。不要な結果を削除してください。',
  recipeNone: '{file} はレシピではありません。レシピとして保存したファイルを選んでください。',
  recipeNewer: '{file} は新しい Selfsame で作られています。Selfsame を更新してください。',
  recipeDamaged: '{file} は壊れたレシピです：{fault}。レシピを保存し直してください。',
  recipePicture:
    '{file} はレシピの元の画像ではないか、その後変更されています。SHA-256 が {hash} で始まる元の画像を使ってください。',
  recipeModel:
    'モデル {model} はレシピを作ったモデルではありません。SHA-256 が {hash} で始まるモデルを使ってください。',
  folderEmpty: '{folder} に画像がありません。写真のあるフォルダーを選んでください。',
  folderUnread: '{folder} は読み取れるフォルダーではありません。別のフォルダーを選んでください。',
  modelDamaged:
    '{file} は壊れているか、種類が違います（{kind}: {fault}）。もう一度ダウンロードするか書き出してください。',
  modelForeign:
    '{file} は別の種類です（{kind}）。Selfsame は画素の一貫性モデルを使います。そのようなモデルを選んでください。',
  modelPointer:
    '{file} は Git LFS のポインターで、重みではありません。「git lfs pull」で実際のファイルを取得してください。',
  modelWebPage:
    '{file} はウェブページで、リンク先のファイルではありません。そのページのボタンでダウンロードしてください。',
  modelPacked: '{file} は {program} で圧縮されています。先に展開してください。',
  modelRuns:
    '{file} は {program} を実行しようとしますが、重みには不要です。何も実行していません。モデルの safetensors ファイルを使ってください。',
  modelNvidia:
    '{file} はプログラムを含む NVIDIA のネットワークで、読むには実行が必要です。何も実行していません。NVIDIA のプログラムで重み（「ema」の state_dict）を safetensors に保存し、それを読み込んでください。',
  modelCheckpoint:
    '{file} は設定を含む学習プログラムのチェックポイントです。重みだけを safetensors で保存してください。',
  modelOldTorch:
    '{file} は 2020 年より前の PyTorch 形式で、読めません。新しい PyTorch で読み込んで保存し直すか、モデルの safetensors ファイルを使ってください。',
  modelNames:
    '{file} には {count} 個のテンソルがあり、最初のものは {first} です。ここで知られているネットワークの名前ではありません。diffusers か OpenAI の形式の一貫性モデルを使ってください。',
  modelUnset:
    '{file} にはネットワークの設定がありません。モデルの config.json を横に置くか、フォルダー全体を選んでください。',
  modelSideless:
    '{file} からは画像の大きさが分かりません。「model-64.pt」のように名前に辺の長さを入れるか、モデルの config.json を横に置いてください。',
  modelLayout:
    '{file}: {key} が合いません（{fault}）。diffusers の形式の一貫性モデルを使ってください。',
  modelSettings:
    '{file}: 設定 {key} が合いません（{fault}）。ここで知られている設定の、diffusers の UNet2DModel のモデルを使ってください。',
  modelTensorExtra:
    '{file}: テンソル {tensor} の場所がネットワークにありません。同じモデルの重みと config.json を使ってください。',
  modelTensorMissing:
    '{file}: テンソル {tensor} がありません。同じモデルの重みと config.json を使ってください。',
  modelTensorShape:
    '{file}: テンソル {tensor} の形は {expected} ではなく {shape} です。同じモデルの重みと config.json を使ってください。',
  modelInfinite:
    '{file}: テンソル {tensor} に有限でない値があります。モデルを 32 ビットで書き出し直してください。',
  modelChanged: '{file} は読み込み中に変わりました。もう一度試してください。',
  modelGone: '{file} がありません。パスを確かめてください。',
  modelSplit: '{folder} の重みは複数のファイルに分かれていて、読めません。先に結合してください。',
  modelSeveral: '{folder} には重みのファイルがいくつもあります。一つを選んでください。',
  modelNone:
    '{folder} にモデルがありません（{file} がない）。それが入っているフォルダーを選んでください。',
  graphNotImages:
    '{file} の入力と出力は RGB 画像 [B, 3, 高さ, 幅] ではありません。入力は {inputs} です。Selfsame は画素の一貫性モデルを使います。そのようなモデルを選んでください。',
  graphNoNoise:
    '{file} にはノイズの強さの入力（浮動小数点数を一つ、または画像ごとに一つ）がありません。その入力を付けて書き出してください。',
  graphExtraInput:
    '{file} の入力 {input} はここでは与えられません。画像、ノイズの強さ、多くてもクラスを入力としてモデルを書き出してください。',
  graphBeside:
    '{file} の重みは {path} にありますが、横にありません。そのファイルを置くか、両方を一緒に選んでください。',
  graphOblong:
    '{file} は {width} x {height} 画素の画像を取ります。使えるのは正方形だけです。そのように書き出してください。',
  graphSideless:
    '{file} からは画像の大きさが分かりません。高さと幅を固定して書き出すか、「model-64.onnx」のように名前に辺の長さを入れてください。',
  graphFails: '{file} は動きません（{fault}）。指定した入力を確かめるか、書き出し直してください。',
  graphNoNumbers:
    '{file} は数でない値を出します。指定した入力を確かめるか、書き出し直してください。',
  modelNoSpace:
    '{folder} は書き込まれませんでした。モデルには {needed} が必要で、空きは {free} です。空きを作ってもう一度試してください。',
  modelExists: '{folder} は既にあります。別の場所を選んでください。',
  uploadTorn: '{file} は最後まで届きませんでした。もう一度送ってください。',
  uploadNone: 'ファイルが届きませんでした。もう一度送ってください。',
  photographEmpty: '空のファイル',
  photographMissing: 'リンク先のファイルがありません',
  photographUnknown: '画像ではないか、未知の種類',
  photographDamaged: '壊れています（{fault}）',
  photographSmall: '{width}x{height} 画素では足りません。{side} が必要です',
  photographGone: '写真 {file} はもう読めません。元に戻すか、新しい学習を始めてください。',
  photographUnread: '{file} は読めません。フォルダーを見直してください。',
  dataEmpty:
    '{folder} に使える写真がありません（{count} 個のファイルを除外）。JPEG、PNG、WebP、TIFF、AVIF の入ったフォルダーを選んでください。',
  dataUnread: 'フォルダー {folder} が読めません。存在して読めるか確かめてください。',
  dataChanged:
    '{folder} の写真は {run} の学習を始めたときと違います。元に戻すか、新しい学習を始めてください。',
  trainingIdle: 'この学習は今は動いていません。先に再開してください。',
  trainingElsewhere:
    '{run} の学習は別のプロセスで進行中です。終わるのを待つか、先にそのプロセスを終了してください。',
  trainingOver: 'この学習は終わっています。そのモデルから新しく始めてください。',
  trainingGone: 'この学習はもうありません。一覧を見直してください。',
  trainingFailed: '学習が起きてはならない形で失敗しました。再開するか、新しく始めてください。',
  trainingDevice:
    '{device} ではここで学習できません（{fault}）。プロセッサで学習してください（--device cpu）。',
  checkpointNone: '{folder} に完全なチェックポイントがありません。学習し直してください。',
  featuresUnread: '{file} は読めません。ONNX ファイルを指定してください。',
  featuresInputs:
    '{file} の入力は {count} 個です。特徴のネットワークは一枚か二枚の画像を取ります。',
  featuresOperator:
    '{file} の演算子 {operator} は、ここの特徴のネットワークでは使えません。使えるのは {known} です。',
  projectPictures: '画像どうしが合いません（{fault}）。壊れていないコピーを使ってください。',
}
