### Texts of going on without waiting, where something was done too often.

# Variables:
#   $minutes (Number) - until it may be done again
wait = { $minutes ->
    [one] You can try again in one minute.
   *[other] You can try again in { $minutes } minutes.
}
# Variables:
#   $minutes (Number) - until it may be done again
wait-here = { $minutes ->
    [one] From where you are this was done too often just now. You can try again in one minute.
   *[other] From where you are this was done too often just now. You can try again in { $minutes } minutes.
}
go-on = Go on without waiting (opens in a new tab)
title = Go on without waiting
why = Something was done too often just now from the connection that you use. It need not have been you: many people may share one.
what = In place of waiting your browser can do some arithmetic. It takes some seconds, on an old telephone up to half a minute. It asks nothing of you and tells nobody anything.
begin = Let it calculate
progress = How far the calculation is
working = Your browser is calculating. Please leave this page open.
done = Done. One moment, please.
no-script = This takes JavaScript, which your browser does not run. Please wait in its place: the form that sent you here says for how long, and what you have typed there stays.
back = To the form
passed = You can go on
passed-more = Go back to the form that you came from and send it once more. This is good for some tries in the next ten minutes. If you closed the form, begin anew:
