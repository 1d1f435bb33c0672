/**
 * What is tried first when passwords are guessed: words that head every list of leaked ones, whole passphrases
 * known from print, and rows of keys. Short on purpose: a longer list costs every device more than it refuses.
 */

/** Lower case, parted by commas. */
const pieces = `
  password,passw0rd,p@ssword,p@ssw0rd,passwort,passphrase,parola,motdepasse,contrasena,mypassword,yourpassword,
  nopassword,thisisapassword,welcome,welkom,letmein,changeme,default,secret,admin,administrator,master,login,
  opensesame,iloveyou,loveyou,lovely,princess,sunshine,football,baseball,basketball,superman,batman,pokemon,
  starwars,trustno1,whatever,monkey,dragon,shadow,michael,jordan,charlie,jennifer,jessica,ashley,daniel,thomas,
  andrew,hunter,killer,freedom,flower,summer,winter,spring,autumn,monday,friday,computer,internet,samsung,google,
  facebook,liverpool,chelsea,arsenal,barcelona,bismillah,bangladesh,india,weft,abc123,1q2w3e4r5t,q1w2e3r4t5,
  correcthorsebatterystaple,correct horse battery staple,thequickbrownfox,tobeornottobe
`

/** As a piece of a password each of them counts as one character. */
export const knownPieces: readonly string[] = pieces
  .split(',')
  .map(piece => piece.trim())
  .filter(piece => piece !== '')

/** Rows of keys and of letters; a piece of four or more, in either direction, counts as one character. */
export const knownRows: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  '!@#$%^&*()_+',
  'qwertyuiop[]',
  'asdfghjkl;',
  'zxcvbnm,./',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'qwertzuiop',
  'yxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '147258369',
  '789456123',
  '741852963',
]
