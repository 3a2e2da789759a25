/** What the program says of files, pictures and runs, in German. */
import type { SentenceName } from '../../../src-shared/contract/sentences.ts'

export const sentence: Readonly<Record<SentenceName, string>> = {
  fileMissing: '{file} gibt es nicht; bitte den Pfad prüfen.',
  fileForbidden: '{file} darf nicht gelesen werden; bitte die Rechte ändern.',
  fileUnopened: '{file} lässt sich nicht öffnen; bitte den Pfad prüfen.',
  fileUnread: '{file} lässt sich nicht lesen; bitte den Datenträger prüfen.',
  fileIsFolder: '{file} ist ein Ordner; bitte ein Bild darin wählen.',
  fileIsNone: '{file} ist keine Datei; bitte eine Bilddatei wählen.',
  fileEmpty: '{file} ist leer; bitte neu kopieren oder exportieren.',
  fileTooLarge: '{file} hat mehr als {limit} Megapixel; bitte zuerst verkleinern.',
  fileDepth: '{file} hat Farbwerte vom Typ {depth}; bitte in 8 oder 16 Bit umwandeln.',
  fileChannels: '{file} hat {channels} Kanäle; bitte in Graustufen oder RGB umwandeln.',
  fileUnknown:
    '{file} ist kein Bild, das hier gelesen wird; bitte umwandeln, möglich sind {formats}.',
  fileDamaged:
    '{file} ist eine beschädigte oder unvollständige {format}-Datei; bitte neu kopieren oder exportieren.',
  fileNotChosen: 'Diese Datei wurde nicht in dieser Sitzung gewählt; bitte neu wählen.',
  fileConverted: '{file} wurde von {space} nach sRGB umgewandelt',
  fileFirstOfMany: 'von den {pages} Bildern in {file} wird nur das erste gelesen',
  fileExifDamaged: 'die EXIF-Daten von {file} sind beschädigt und fehlen nun',
  formatTooSmall:
    '{file}: {format} fasst höchstens {side} Pixel je Seite, nicht {width} x {height}; PNG oder TIFF fassen mehr.',
  formatOpaque:
    '{file}: {format} kennt keine Transparenz; bitte PNG, WebP, TIFF oder AVIF schreiben.',
  notWritten: '{file} ließ sich nicht schreiben; bitte einen anderen Ort wählen.',
  diskFull:
    '{file} wurde nicht geschrieben: Der Datenträger ist voll; bitte Platz schaffen oder einen anderen Ort wählen.',
  quotaFull:
    '{file} wurde nicht geschrieben: Das Kontingent ist erschöpft; bitte Platz schaffen oder einen anderen Ort wählen.',
  diskSmall:
    '{file} wurde nicht geschrieben: Der Datenträger nimmt keine so großen Dateien; bitte einen anderen Ort wählen.',
  diskReadOnly:
    '{file} wurde nicht geschrieben: Der Datenträger ist schreibgeschützt; bitte einen anderen Ort wählen.',
  folderForbidden:
    '{file} wurde nicht geschrieben: In den Ordner darf nicht geschrieben werden; bitte die Rechte ändern oder einen anderen Ort wählen.',
  folderGone:
    '{file} wurde nicht geschrieben: Den Ordner gibt es nicht mehr; bitte zuerst anlegen.',
  nameTooLong: '{file} wurde nicht geschrieben: Der Name ist zu lang; bitte einen kürzeren wählen.',
  systemFull: 'Der Datenträger ist voll; bitte Platz schaffen oder einen anderen Ort wählen.',
  systemQuota: 'Das Kontingent ist erschöpft; bitte Platz schaffen oder einen anderen Ort wählen.',
  systemReadOnly: 'Das Dateisystem ist schreibgeschützt; bitte einen anderen Ort wählen.',
  systemForbidden:
    'Der Zugriff ist nicht erlaubt; bitte die Rechte ändern oder einen anderen Ort wählen.',
  systemMissing: 'Diese Datei oder diesen Ordner gibt es nicht; bitte den Pfad prüfen.',
  systemNoFolder: 'Ein Teil des Pfades ist kein Ordner; bitte den Pfad prüfen.',
  systemFolder: 'Das ist ein Ordner; bitte eine Datei wählen.',
  systemBusy: 'Zu viele Dateien sind offen; bitte einige Programme schließen und neu versuchen.',
  maskSize:
    'Die Auswahl {file} hat {width} x {height} Pixel, das Bild {pictureWidth} x {pictureHeight}; bitte die Auswahl auf die Größe des Bildes bringen.',
  maskEmpty: 'Die Auswahl {file} wählt keinen Pixel; was gewählt sein soll, bitte weiß malen.',
  holeEmpty: 'Kein Pixel ist gewählt; bitte übermalen, was ersetzt werden soll.',
  holeWhole: 'Alle Pixel sind gewählt; bitte einen Teil stehen lassen.',
  holeBeside: 'Die Auswahl liegt nicht im Bild; bitte in diesem Bild neu wählen.',
  strokesBeside:
    'Die Farbstriche liegen neben dem Bild oder sind durchsichtig; bitte im Bild malen.',
  learnTooLittle:
    'Die Auswahl lässt keine {size}x{size} Pixel des Bildes zum Lernen übrig; bitte weniger wählen.',
  blendSizes:
    'Die Fotos haben {width} x {height} und {otherWidth} x {otherHeight} Pixel; bitte auf eine Größe zuschneiden oder skalieren.',
  blendAlone: 'Bitte ein zweites Bild zum Überblenden wählen.',
  restoreNothing:
    'Es gibt nichts aufzuarbeiten: bitte etwas übermalen, Farbe oder eine Größe wählen.',
  memoryShort:
    'Der Speicher reicht nicht; bitte Dokumente oder andere Programme schließen oder das Bild verkleinern.',
  modelMissing: 'Das Modell {model} gibt es nicht; bitte eines wählen: {models}.',
  modelFixed: 'Das Modell {model} gehört zum Programm und bleibt, wie es ist.',
  modelUnknown:
    '{file} ist keine der Dateien, die hier gelesen werden: safetensors, PyTorch (.bin, .pt) oder ONNX; bitte neu herunterladen.',
  modelEmpty: '{file} ist leer; bitte neu herunterladen.',
  modelUnread: '{file} lässt sich nicht lesen; bitte prüfen, ob es da ist und gelesen werden darf.',
  modelIsNone:
    '{file} ist keine Datei; bitte eine Datei mit Gewichten oder den Ordner eines Modells wählen.',
  modelShort: '{file} endet zu früh; bitte neu herunterladen.',
  modelTooLarge:
    'Das Modell ist größer, als ein Browser auf einmal nimmt; bitte auf der Kommandozeile mit models export ausgeben.',
  engineDied:
    'Der Teil von Selfsame, der daran arbeitete, ist stehen geblieben und wird neu gestartet; bitte noch einmal versuchen.',
  unreachable:
    'Selfsame ist nicht zu erreichen; bleibt es dabei, starten Sie es neu: nicht gespeicherte Dokumente werden dort angeboten.',
  defect:
    'Selfsame hat auf eine Weise versagt, die nicht vorkommen soll; bitte die Diagnose sichern und melden.',
  cropBeside: 'Der Ausschnitt liegt nicht im Bild; bitte neu ziehen.',
  pictureTooLarge:
    '{width} x {height} sind mehr als {limit} Megapixel; bitte eine kleinere Größe wählen.',
  pictureForgotten: 'Dieses Bild ist nicht mehr aufbewahrt; bitte seine Datei neu öffnen.',
  pictureLost: '{file} lässt sich aus dem Sitzungsordner nicht mehr lesen; bitte neu öffnen.',
  documentForgotten:
    'Von diesem Dokument ist nichts mehr aufbewahrt; bitte seine Datei neu öffnen.',
  documentElsewhere: 'Dieses Dokument ist in einem anderen Fenster offen; dort geht es weiter.',
  documentDamaged:
    'Der gesicherte Stand von „{title}“ ist beschädigt; bitte sein Bild neu öffnen oder eine ältere Projektdatei.',
  historyForgotten:
    'Dieser Schritt des Verlaufs liegt nicht mehr auf dem Datenträger; bitte einen späteren wählen.',
  projectNone: '{file} ist kein Projekt von Selfsame; bitte eine .selfsame-Datei wählen.',
  projectNewer: '{file} stammt von einem neueren Selfsame; bitte Selfsame aktualisieren.',
  projectDamaged: '{file} ist beschädigt; bitte eine heile Kopie nehmen.',
  projectTorn: '{file} ist beschädigt oder kein Projekt; bitte eine heile Kopie nehmen.',
  projectIncomplete:
    'In {file} fehlt ein Bild, das darin genannt ist; bitte eine heile Kopie nehmen.',
  projectSwelling: '{file} würde weit über seine Größe hinaus wachsen; bitte nicht trauen.',
  projectUnread:
    '{file} lässt sich nicht lesen; bitte prüfen, ob es da ist und gelesen werden darf.',
  projectTooLarge:
    'Das Projekt ist größer als 4 GB; bitte Ergebnisse löschen, die nicht nötig sind.',
  recipeNone: '{file} ist kein Rezept; bitte eine Datei wählen, die als solches gesichert wurde.',
  recipeNewer: '{file} stammt von einem neueren Selfsame; bitte Selfsame aktualisieren.',
  recipeDamaged: '{file} ist ein beschädigtes Rezept: {fault}; bitte das Rezept neu sichern.',
  recipePicture:
    '{file} ist nicht das Bild, aus dem das Rezept entstand, oder es wurde seither geändert; bitte das Original nehmen, dessen SHA-256 mit {hash} beginnt.',
  recipeModel:
    'Das Modell {model} ist nicht das, mit dem das Rezept entstand; bitte das nehmen, dessen SHA-256 mit {hash} beginnt.',
  folderEmpty: 'In {folder} ist kein Bild; bitte einen Ordner mit Fotos wählen.',
  folderUnread: '{folder} ist kein lesbarer Ordner; bitte einen anderen wählen.',
  modelDamaged:
    '{file} ist beschädigt oder von anderer Art ({kind}: {fault}); bitte neu herunterladen oder exportieren.',
  modelForeign:
    '{file} ist von anderer Art ({kind}). Selfsame arbeitet mit Konsistenzmodellen auf Pixeln; bitte ein solches nehmen.',
  modelPointer:
    '{file} ist nur ein Verweis von Git LFS, nicht die Gewichte; bitte die Datei selbst mit „git lfs pull“ holen.',
  modelWebPage:
    '{file} ist eine Webseite, nicht die Datei, auf die sie verweist; bitte mit dem Knopf jener Seite herunterladen.',
  modelPacked: '{file} ist mit {program} gepackt; bitte zuerst entpacken.',
  modelRuns:
    '{file} will {program} ausführen, was Gewichte nicht brauchen; nichts davon wurde ausgeführt. Bitte eine safetensors-Datei des Modells nehmen.',
  modelNvidia:
    '{file} ist ein Netz von NVIDIA mit seinem Programm darin, das man zum Lesen ausführen müsste; nichts davon wurde ausgeführt. Bitte die Gewichte (state_dict von „ema“) mit NVIDIAs eigenen Programmen als safetensors sichern und diese Datei nehmen.',
  modelCheckpoint:
    '{file} ist der Zwischenstand eines Trainingsprogramms mit Einstellungen darin; bitte nur die Gewichte als safetensors sichern.',
  modelOldTorch:
    '{file} ist im PyTorch-Format von vor 2020, das nicht gelesen wird; bitte in einem heutigen PyTorch laden und neu sichern, oder eine safetensors-Datei des Modells nehmen.',
  modelNames:
    '{file} enthält {count} Tensoren, deren erster {first} heißt: So nennt kein Netz, das hier bekannt ist, seine Tensoren; bitte ein Konsistenzmodell in der Form von diffusers oder OpenAI nehmen.',
  modelUnset:
    '{file} sagt nichts über die Einstellungen des Netzes; bitte die config.json des Modells daneben legen oder den ganzen Ordner nehmen.',
  modelSideless:
    '{file} sagt nicht, wie groß seine Bilder sind; bitte ihre Seite in den Namen setzen, wie „model-64.pt“, oder die config.json des Modells daneben legen.',
  modelLayout:
    '{file}: Die Angabe {key} passt nicht ({fault}); bitte ein Konsistenzmodell in der Form von diffusers nehmen.',
  modelSettings:
    '{file}: Die Einstellung {key} passt nicht ({fault}); bitte ein Modell der Art UNet2DModel von diffusers mit hier bekannten Einstellungen nehmen.',
  modelTensorExtra:
    '{file}: Der Tensor {tensor} hat keinen Platz im Netz; bitte Gewichte und config.json desselben Modells nehmen.',
  modelTensorMissing:
    '{file}: Der Tensor {tensor} fehlt; bitte Gewichte und config.json desselben Modells nehmen.',
  modelTensorShape:
    '{file}: Der Tensor {tensor} hat die Form {shape}, nicht {expected}; bitte Gewichte und config.json desselben Modells nehmen.',
  modelInfinite:
    '{file}: Der Tensor {tensor} enthält Werte, die nicht endlich sind; bitte das Modell in 32 Bit neu exportieren.',
  modelChanged: '{file} änderte sich, während es gelesen wurde; bitte noch einmal versuchen.',
  modelGone: '{file} ist nicht da; bitte den Pfad prüfen.',
  modelSplit:
    '{folder} hält seine Gewichte in mehreren Dateien, was nicht gelesen wird; bitte zuerst zusammenfügen.',
  modelSeveral: 'In {folder} liegen mehrere Dateien mit Gewichten; bitte eine davon wählen.',
  modelNone:
    'In {folder} liegt kein Modell: {file} fehlt; bitte den Ordner wählen, in dem es liegt.',
  graphNotImages:
    '{file} hat nicht RGB-Bilder [B, 3, Höhe, Breite] als Eingang und Ausgang; seine Eingänge sind {inputs}. Selfsame arbeitet mit Konsistenzmodellen auf Pixeln; bitte ein solches nehmen.',
  graphNoNoise:
    '{file} hat keinen Eingang für einen Rauschpegel: eine Gleitkommazahl, oder eine je Bild; bitte mit diesem Eingang exportieren.',
  graphExtraInput:
    '{file} hat den Eingang {input}, den hier nichts füllen kann; bitte das Modell mit Bild, Rauschpegel und höchstens einer Klasse als Eingängen exportieren.',
  graphBeside:
    '{file} hält Gewichte in {path}, das nicht daneben liegt; bitte dorthin legen oder beide zusammen wählen.',
  graphOblong:
    '{file} nimmt Bilder von {width} x {height} Pixeln; nur quadratische sind brauchbar: bitte so exportieren.',
  graphSideless:
    '{file} sagt nicht, wie groß seine Bilder sind; bitte mit fester Höhe und Breite exportieren oder ihre Seite in den Namen setzen, wie „model-64.onnx“.',
  graphFails:
    '{file} läuft nicht ({fault}); bitte prüfen, was als Eingänge angegeben wurde, oder neu exportieren.',
  graphNoNumbers:
    '{file} gibt Werte aus, die keine Zahlen sind; bitte prüfen, was als Eingänge angegeben wurde, oder neu exportieren.',
  modelNoSpace:
    '{folder} wurde nicht geschrieben: Das Modell braucht {needed}, auf dem Datenträger sind {free} frei; bitte Platz schaffen und noch einmal versuchen.',
  modelExists: '{folder} gibt es schon; bitte einen anderen Ort wählen.',
  uploadTorn: '{file} kam nicht ganz an; bitte noch einmal senden.',
  uploadNone: 'Es kam keine Datei an; bitte noch einmal senden.',
  photographEmpty: 'eine leere Datei',
  photographMissing: 'eine Verknüpfung, die zu keiner Datei führt',
  photographUnknown: 'kein Bild, oder eines unbekannter Art',
  photographDamaged: 'beschädigt ({fault})',
  photographSmall: '{width}x{height} Pixel sind zu wenig; {side} sind nötig',
  photographGone:
    'Das Foto {file} lässt sich nicht mehr lesen; bitte zurücklegen oder ein neues Training beginnen.',
  photographUnread: '{file} lässt sich nicht lesen; bitte den Ordner neu ansehen.',
  dataEmpty:
    'In {folder} ist kein brauchbares Foto ({count} Dateien blieben weg); bitte einen Ordner mit JPEG, PNG, WebP, TIFF oder AVIF nehmen.',
  dataUnread:
    'Der Ordner {folder} lässt sich nicht lesen; bitte prüfen, ob es ihn gibt und er gelesen werden darf.',
  dataChanged:
    'In {folder} liegen nicht mehr die Fotos, mit denen das Training in {run} begann; bitte zurücklegen oder ein neues beginnen.',
  trainingIdle: 'Dieses Training läuft gerade nicht; bitte zuerst fortsetzen.',
  trainingElsewhere:
    'Der Lauf in {run} geht gerade in einem anderen Prozess weiter; bitte warten oder diesen zuerst beenden.',
  trainingOver: 'Dieses Training ist zu Ende; bitte von seinem Modell aus ein neues beginnen.',
  trainingGone: 'Dieses Training gibt es nicht mehr; bitte die Liste neu ansehen.',
  trainingFailed:
    'Das Training scheiterte auf eine Weise, die nicht vorkommen soll; bitte fortsetzen oder ein neues beginnen.',
  trainingDevice:
    'Auf {device} lässt sich hier nicht trainieren ({fault}); bitte auf dem Prozessor trainieren (--device cpu).',
  checkpointNone: 'In {folder} ist kein ganzer Zwischenstand; bitte neu trainieren.',
  featuresUnread: '{file} lässt sich nicht lesen; bitte eine ONNX-Datei nehmen.',
  featuresInputs: '{file} nimmt {count} Eingänge; ein Netz für Merkmale nimmt ein Bild oder zwei.',
  featuresOperator:
    '{file} hat den Operator {operator}, den Netze für Merkmale hier nicht verwenden können; möglich sind {known}.',
  projectPictures: 'Die Bilder passen nicht zusammen ({fault}); bitte eine heile Kopie nehmen.',
}
