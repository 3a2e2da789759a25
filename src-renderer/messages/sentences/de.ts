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
  blendAlone: 'Bitte ein zweites Bild für den Übergang wählen.',
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
}
