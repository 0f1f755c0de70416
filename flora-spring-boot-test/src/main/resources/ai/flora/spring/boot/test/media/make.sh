#!/usr/bin/env bash
# Makes the videos beside this file with ffmpeg (5.1 or later), of nothing but formulas.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

ENCODER=(-an -c:v libx264 -profile:v baseline -level 3.0 -preset veryslow -crf 26 -pix_fmt yuv420p
	-movflags +faststart -map_metadata -1 -fflags +bitexact -flags:v +bitexact)
PLAIN='nullsrc=size=480x270:rate=20:duration=4,format=gbrp'
# Turns once in the four seconds, so that the end leads to the beginning.
TURN='(2*PI*T/4)'

video() {
	ffmpeg -hide_banner -loglevel error -y -f lavfi -i "$2" "${ENCODER[@]}" "$1.mp4"
}

# A sun above the sea: its light on the waves.
SUN='hypot(X-240,Y-128)'
GLOW="exp(-$SUN/60)"
DISC="clip(34-$SUN,0,1)"
WAVE="(0.5+0.5*sin(1500/(Y-126)+2*$TURN+1.4*sin(X*0.035+$TURN)+0.7*sin(X*0.09-$TURN)))"
PATH_OF_LIGHT="exp(-pow((X-240)/(16+(Y-150)*0.42),2))*pow($WAVE,3)"
video dusk "$PLAIN,geq=r='if(lt(Y,150),clip(40+1.25*Y+110*$GLOW+255*$DISC,0,255),clip(22+(Y-150)*0.1+12*$WAVE+225*$PATH_OF_LIGHT,0,255))':g='if(lt(Y,150),clip(28+0.5*Y+90*$GLOW+215*$DISC,0,240),clip(30+(Y-150)*0.12+14*$WAVE+150*$PATH_OF_LIGHT,0,255))':b='if(lt(Y,150),clip(92+0.12*Y-10*$GLOW+120*$DISC,0,190),clip(66+(Y-150)*0.15+18*$WAVE+70*$PATH_OF_LIGHT,0,255))'"

# Northern lights above hills.
CURTAIN="exp(-pow(max(0,95+22*sin(X*0.021+$TURN)+9*sin(X*0.058-2*$TURN)-Y)/46,2))*exp(-pow(max(0,Y-95-22*sin(X*0.021+$TURN)-9*sin(X*0.058-2*$TURN))/12,2))*(0.62+0.38*sin(X*0.16+4*sin(X*0.013+$TURN)))"
STARS="gt(sin(X*12.9898+Y*78.233)*43758.5453-floor(sin(X*12.9898+Y*78.233)*43758.5453),0.9985)"
HILLS="gt(Y,205+17*sin(X*0.014+1)+7*sin(X*0.043))"
video northern-lights "$PLAIN,geq=r='if($HILLS,8,clip(10+Y*0.06+90*$CURTAIN*(1-Y/150)+150*$STARS,0,255))':g='if($HILLS,16,clip(16+Y*0.14+205*$CURTAIN+150*$STARS,0,255))':b='if($HILLS,22,clip(44+Y*0.16+120*$CURTAIN+150*$STARS,0,255))'"

# Ink in water: colours that fold into each other.
FOLD="(sin(X*0.012+1.3*sin(Y*0.017+$TURN)+$TURN)+sin(Y*0.02+1.7*sin(X*0.011-$TURN)))"
video ink "$PLAIN,geq=r='clip(150+70*sin($FOLD*1.6+0.2),0,255)':g='clip(105+55*sin($FOLD*1.6+1.9),0,255)':b='clip(140+60*sin($FOLD*1.6+3.6),0,255)'"
