/** What is said of devices in German. */
export const devices = {
  title: 'Geräte',
  sentence:
    'Einem Gerät wird {model} anvertraut, sobald es dieselben Zahlen wie der Prozessor ergeben hat.',
  untested: 'noch nicht geprüft',
  passed: {
    fp32: 'bestanden, {speed} Fenster je Sekunde',
    fp16: 'bestanden mit 16 Bit, {speed} Fenster je Sekunde',
  },
  small: {
    fp32: 'mit einem kleinen Fenster bestanden, etwa {speed} ganze je Sekunde',
    fp16: 'mit einem kleinen Fenster und 16 Bit bestanden, etwa {speed} ganze je Sekunde',
  },
  smallReason: 'Ganze Fenster zu prüfen würde auf diesem Gerät zu lange dauern.',
  refused: {
    missing: 'gibt es auf diesem Rechner nicht',
    wrong: 'abgelehnt: ergab andere Zahlen',
    failed: 'abgelehnt: meldete einen Fehler',
    crashed: 'abgelehnt: stürzte ab',
    silent: 'abgelehnt: gab keine Antwort',
  },
  measure: 'Prüfen und messen',
  measuring: 'Misst…',
  testing: 'probiert {device} mit diesem Modell aus, einmalig',
  choice: 'Gerät',
  automatic: 'automatisch',
  onCpu: 'auf dem Prozessor, da der Kernel fehlt: {operators}',
  fall: {
    missing: '{device} gibt es auf diesem Rechner nicht; {other} tritt an seine Stelle.',
    wrong: '{device} ergab andere Zahlen als der Prozessor; {other} tritt an seine Stelle.',
    failed: '{device} meldete einen Fehler; {other} tritt an seine Stelle.',
    crashed: '{device} stürzte bei der Prüfung ab; {other} tritt an seine Stelle.',
    silent: '{device} gab keine Antwort; {other} tritt an seine Stelle.',
    smallerBatch:
      'Der Speicher von {device} war zu klein; es geht mit {n} Fenstern auf einmal weiter.',
    outOfMemory: 'Der Speicher von {device} war zu klein; {other} tritt an seine Stelle.',
  },
}
